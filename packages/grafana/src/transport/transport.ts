/** A folder as Grafana has it. */
export interface GrafanaFolder {
  readonly uid: string;
  readonly title: string;
}

/** A dashboard as Grafana has it. */
export interface StoredDashboard {
  /** Classic JSON; `undefined` when Grafana cannot show it so (a dashboard of version 13's own model). */
  readonly content: Readonly<Record<string, unknown>> | undefined;
  /** Rises by one with each save. */
  readonly version: number;
  /** Names this very state, for a save that must not overwrite another. */
  readonly state: string;
  readonly folderUid: string | undefined;
  /** Who saved it last; "" when not known. */
  readonly updatedBy: string;
  /** What owns it, when it is not to be saved by hand: a file, a repository. */
  readonly provisionedBy: string | undefined;
}

export interface DashboardWrite {
  readonly uid: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly folderUid: string | undefined;
  /** For the dashboard's history. */
  readonly message: string;
  /** What it takes the place of; `undefined`: it must not exist. */
  readonly replaces: StoredDashboard | undefined;
}

/** A way to folders and dashboards. Each method rejects with a `GrafanaFailure` for what it does not name. */
export interface Transport {
  readonly name: "api" | "apis";
  folder(uid: string): Promise<GrafanaFolder | undefined>;
  /** `conflict`: its uid or title is taken. */
  createFolder(
    folder: GrafanaFolder,
    parentUid: string | undefined,
  ): Promise<"created" | "conflict">;
  dashboard(uid: string): Promise<StoredDashboard | undefined>;
  /** `conflict`: somebody else saved in between; `provisioned`: something owns it. */
  write(write: DashboardWrite): Promise<"written" | "conflict" | "provisioned">;
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
