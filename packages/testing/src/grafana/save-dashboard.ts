import { randomBytes } from "node:crypto";
import type { Call } from "./route.ts";
import { now } from "./route.ts";
import type { Json, Organization, State, StoredDashboard } from "./state.ts";

/** A dashboard on its way into the store. */
export interface SaveRequest {
  readonly uid: string | undefined;
  readonly json: Json;
  readonly folderUid: string | undefined;
  readonly message: string;
  readonly login: string;
}

/** Writes what has been judged right: a new version of a known dashboard, or a new dashboard. */
export function store(
  organization: Organization,
  state: State,
  request: SaveRequest,
): StoredDashboard {
  const { json, login, message, folderUid } = request;
  const uid = request.uid ?? randomBytes(7).toString("hex");
  const data = contentOf(json);
  const time = now();
  const known = organization.dashboards.get(uid);
  const dashboard: StoredDashboard = known ?? {
    id: state.nextId(),
    uid,
    json: data,
    version: 0,
    folderUid,
    provisionedFrom: undefined,
    secondModel: undefined,
    created: time,
    updated: time,
    createdBy: login,
    updatedBy: login,
    history: [],
  };
  dashboard.json = data;
  dashboard.version += 1;
  dashboard.folderUid = folderUid;
  dashboard.secondModel = undefined;
  dashboard.updated = time;
  dashboard.updatedBy = login;
  dashboard.history.push({
    version: dashboard.version,
    message,
    created: time,
    createdBy: login,
    data,
  });
  organization.dashboards.set(uid, dashboard);
  return dashboard;
}

/** The content as it is read: the newer versions raise the schema. */
export function readContent(dashboard: StoredDashboard, call: Pick<Call, "behaviour">): Json {
  const { schemaVersionOnRead } = call.behaviour;
  const written = Number(dashboard.json["schemaVersion"] ?? 0);
  return schemaVersionOnRead === undefined || written >= schemaVersionOnRead
    ? structuredClone(dashboard.json)
    : { ...structuredClone(dashboard.json), schemaVersion: schemaVersionOnRead };
}

function contentOf(json: Json): Json {
  const { id: _id, uid: _uid, version: _version, ...content } = structuredClone(json);
  return content;
}

/** What is wrong with a uid, as Grafana says it. */
export function uidFault(uid: string): string | undefined {
  if (uid.length > 40) return "uid too long, max 40 characters";
  return /^[a-zA-Z0-9_-]*$/.test(uid) ? undefined : "uid contains illegal characters";
}
