import type { FakeDataSource } from "./options.ts";
import { now } from "./route.ts";
import { store } from "./save-dashboard.ts";
import type { State } from "./state.ts";
import type { Behaviour } from "./versions.ts";

/** A dashboard that is there without an upload. */
export interface SeededDashboard {
  /** Classic JSON with `uid` and `title`. */
  readonly dashboard: Readonly<Record<string, unknown>>;
  readonly folderUid?: string;
  /** The file that owns it: it is then provisioned and cannot be saved. */
  readonly provisionedFrom?: string;
  /** Who made it. Default "ada". */
  readonly by?: string;
  readonly organization?: number;
}

/** How a person saves a dashboard in the browser. */
export interface HumanEdit {
  /** Who saves. Default "ada". */
  readonly by?: string;
  readonly message?: string;
  /** Grafana 13: false makes a dashboard that only the second data model can hold. Default true. */
  readonly isConvertible?: boolean;
  readonly organization?: number;
}

/** What people and files do to a Grafana, beside the API. */
export interface Seeds {
  /** A folder that a person made. */
  addFolder(folder: {
    readonly uid: string;
    readonly title: string;
    readonly parentUid?: string;
    readonly organization?: number;
  }): void;
  /** A dashboard that a person made, or a file. */
  addDashboard(seed: SeededDashboard): void;
  /** A person changes a dashboard in the browser and saves it. */
  editDashboard(
    uid: string,
    change: (dashboard: Record<string, unknown>) => void,
    edit?: HumanEdit,
  ): void;
  /** A person deletes it. */
  deleteDashboard(uid: string, organization?: number): void;
  addDataSource(source: FakeDataSource, organization?: number): void;
}

export function createSeeds(state: State, behaviour: Behaviour): Seeds {
  return {
    addFolder: ({ uid, title, parentUid, organization = 1 }) => {
      const time = now();
      state.organization(organization).folders.set(uid, {
        id: state.nextId(),
        uid,
        title,
        description: "",
        parentUid,
        version: 1,
        created: time,
        updated: time,
        createdBy: "ada",
        updatedBy: "ada",
      });
    },
    addDashboard: ({ dashboard, folderUid, provisionedFrom, by = "ada", organization = 1 }) => {
      const stored = store(state.organization(organization), state, {
        uid: String(dashboard["uid"]),
        json: dashboard,
        folderUid,
        message: "",
        login: by,
      });
      stored.provisionedFrom = provisionedFrom;
    },
    editDashboard: (uid, change, edit = {}) => {
      const { by = "ada", message = "", isConvertible = true, organization = 1 } = edit;
      const held = state.organization(organization);
      const known = held.dashboards.get(uid);
      if (known === undefined) throw new TypeError(`There is no dashboard "${uid}" to edit.`);
      const json = structuredClone(known.json);
      change(json);
      const { folderUid } = known;
      const stored = store(held, state, { uid, json, folderUid, message, login: by });
      if (behaviour.savesSecondModel)
        stored.secondModel = isConvertible ? "convertible" : "not convertible";
    },
    deleteDashboard: (uid, organization = 1) => {
      state.organization(organization).dashboards.delete(uid);
    },
    addDataSource: (source, organization = 1) => {
      state.organization(organization).dataSources.set(source.uid, source);
    },
  };
}
