import type { FakeDataSource } from "./options.ts";

export type Json = Record<string, unknown>;

/** A folder, as the fake keeps it. */
export interface StoredFolder {
  readonly id: number;
  readonly uid: string;
  title: string;
  description: string;
  parentUid: string | undefined;
  version: number;
  readonly created: string;
  updated: string;
  readonly createdBy: string;
  updatedBy: string;
}

/** One accepted save. */
export interface SavedVersion {
  readonly version: number;
  readonly message: string;
  readonly created: string;
  readonly createdBy: string;
  readonly data: Json;
}

/** A dashboard, as the fake keeps it, with its history. */
export interface StoredDashboard {
  readonly id: number;
  readonly uid: string;
  /** As it was sent, without `id`, `uid` and `version`. */
  json: Json;
  /** Rises by one with every accepted save. */
  version: number;
  folderUid: string | undefined;
  /** The file that owns it, when it came by file provisioning. */
  provisionedFrom: string | undefined;
  /** Saved in the second data model, and whether it can be read as the first. */
  secondModel: "convertible" | "not convertible" | undefined;
  readonly created: string;
  updated: string;
  readonly createdBy: string;
  updatedBy: string;
  readonly history: SavedVersion[];
}

/** An annotation, as the fake keeps it. */
export interface StoredAnnotation {
  readonly id: number;
  text: string;
  tags: readonly string[];
  /** Unix time in milliseconds. */
  time: number;
  /** Equal to `time` when it is no region. */
  timeEnd: number;
  dashboardUID: string | undefined;
  readonly panelId: number;
  data: unknown;
  readonly created: number;
  updated: number;
  readonly login: string;
}

/** A group of alert rules, as the fake keeps it. */
export interface StoredRuleGroup {
  readonly folderUid: string;
  readonly title: string;
  interval: number;
  rules: Json[];
  /** "" when the group was sent with `X-Disable-Provenance`. */
  provenance: string;
}

/** What one organization holds. */
export interface Organization {
  readonly folders: Map<string, StoredFolder>;
  readonly dashboards: Map<string, StoredDashboard>;
  readonly annotations: Map<number, StoredAnnotation>;
  readonly dataSources: Map<string, FakeDataSource>;
  /** By `folderUid/title`. */
  readonly ruleGroups: Map<string, StoredRuleGroup>;
}

/** All that the server remembers. */
export interface State {
  readonly organization: (number: number) => Organization;
  readonly nextId: () => number;
}

export function createState(dataSources: readonly FakeDataSource[]): State {
  const organizations = new Map<number, Organization>();
  let id = 0;
  return {
    nextId: () => (id += 1),
    organization: (number) => {
      let found = organizations.get(number);
      if (found === undefined) {
        found = {
          folders: new Map(),
          dashboards: new Map(),
          annotations: new Map(),
          dataSources: new Map(dataSources.map((source) => [source.uid, source])),
          ruleGroups: new Map(),
        };
        organizations.set(number, found);
      }
      return found;
    },
  };
}

/** As in Grafana's URLs. */
export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

export function urlOf(prefix: string | undefined, dashboard: StoredDashboard): string {
  return `${prefix ?? ""}/d/${dashboard.uid}/${slugOf(String(dashboard.json["title"]))}`;
}
