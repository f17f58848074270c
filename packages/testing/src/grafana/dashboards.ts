import { fail, forbid, isObject, ok, type Answer, type Call, type Route } from "./route.ts";
import { readContent, store, uidFault } from "./save-dashboard.ts";
import { slugOf, urlOf, type Json, type StoredDashboard } from "./state.ts";

/** `/api/dashboards`: the API of all versions so far. */
export const dashboardRoutes: readonly Route[] = [
  { method: "POST", path: "/api/dashboards/db", handle: save },
  {
    method: "GET",
    path: "/api/dashboards/uid/:uid/versions",
    action: "dashboards:write",
    handle: versions,
  },
  { method: "GET", path: "/api/dashboards/uid/:uid", action: "dashboards:read", handle: read },
  {
    method: "DELETE",
    path: "/api/dashboards/uid/:uid",
    action: "dashboards:delete",
    handle: remove,
  },
];

function save(call: Call): Answer {
  const { organization, state, behaviour, body, caller } = call;
  if (!isObject(body) || !isObject(body["dashboard"])) return fail(400, "bad request data");
  const json: Json = body["dashboard"];
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const uid = text(json["uid"]);
  const title = text(json["title"]);
  const message = text(body["message"]);
  const folderUid = text(body["folderUid"]) === "" ? undefined : text(body["folderUid"]);
  if (body["isFolder"] === true) return fail(400, "Use folders endpoint for saving folders.");
  if (title.trim() === "")
    return fail(400, "Dashboard title cannot be empty", { status: "empty-name" });
  if (title.length > 5000)
    return fail(400, "Dashboard title cannot contain more than 5 000 characters", {
      status: "title-too-long",
    });
  if (message.length > 500) return fail(400, "message too long, max 500 characters");
  const fault = uidFault(uid);
  if (fault !== undefined) return fail(400, fault);
  if (folderUid !== undefined && !organization.folders.has(folderUid))
    return fail(behaviour.missingFolderStatus, "folder not found");
  if (organization.folders.has(uid)) return fail(400, "Dashboard cannot be changed to a folder");
  const known = findKnown(call, { uid, title, id: json["id"], folderUid });
  if ("status" in known) return known;
  const { dashboard } = known;
  const action = dashboard === undefined ? "dashboards:create" : "dashboards:write";
  if (!(action in caller.permissions)) return forbid(action);
  if (dashboard !== undefined) {
    const refusal = refuse(dashboard, json["version"], body["overwrite"] === true);
    if (refusal !== undefined) return refusal;
  } else {
    const most = call.options.quota?.dashboards;
    if (most !== undefined && organization.dashboards.size >= most)
      return fail(403, "Quota reached");
  }
  const twin = sameTitle(call, title, folderUid, dashboard?.uid ?? uid);
  if (twin !== undefined) return twin;
  const saved = store(organization, state, {
    uid: dashboard?.uid ?? (uid === "" ? undefined : uid),
    json,
    folderUid,
    message,
    login: caller.login,
  });
  return ok({
    status: "success",
    slug: slugOf(title),
    version: saved.version,
    id: saved.id,
    uid: saved.uid,
    url: urlOf(call.options.path, saved),
    ...(behaviour.major >= 11 ? { folderUid: folderUid ?? "" } : {}),
  });
}

interface Wanted {
  readonly uid: string;
  readonly title: string;
  readonly id: unknown;
  readonly folderUid: string | undefined;
}

/** The dashboard that a save is for: by uid, by id, and in older versions by title. */
function findKnown(
  { organization, behaviour }: Call,
  { uid, title, id, folderUid }: Wanted,
): Answer | { readonly dashboard: StoredDashboard | undefined } {
  const all = [...organization.dashboards.values()];
  if (typeof id === "number" && id !== 0) {
    const dashboard = all.find((one) => one.id === id);
    if (dashboard === undefined) return fail(404, "Dashboard not found", { status: "not-found" });
    if (uid !== "" && uid !== dashboard.uid && organization.dashboards.has(uid))
      return fail(400, "A dashboard with the same uid already exists");
    return { dashboard };
  }
  if (uid !== "") return { dashboard: organization.dashboards.get(uid) };
  if (behaviour.ignoresTitleWithoutUid) return { dashboard: undefined };
  return {
    dashboard: all.find((one) => one.json["title"] === title && one.folderUid === folderUid),
  };
}

function refuse(
  dashboard: StoredDashboard,
  version: unknown,
  isForced: boolean,
): Answer | undefined {
  if (dashboard.provisionedFrom !== undefined)
    return fail(400, "Cannot save provisioned dashboard");
  if (isForced || Number(version ?? 0) === dashboard.version) return undefined;
  return fail(412, "The dashboard has been changed by someone else", {
    status: "version-mismatch",
  });
}

function sameTitle(
  { organization, behaviour }: Call,
  title: string,
  folderUid: string | undefined,
  uid: string,
): Answer | undefined {
  if (behaviour.allowsSameTitle) return undefined;
  const twin = [...organization.dashboards.values()].find(
    (one) => one.json["title"] === title && one.folderUid === folderUid && one.uid !== uid,
  );
  return twin === undefined
    ? undefined
    : fail(412, "A dashboard with the same name in the folder already exists", {
        status: "name-exists",
      });
}

function read(call: Call): Answer {
  const { organization, parameters, behaviour } = call;
  const dashboard = organization.dashboards.get(parameters["uid"] ?? "");
  if (dashboard === undefined) return fail(404, "Dashboard not found");
  if (dashboard.secondModel === "not convertible")
    return fail(406, "dashboard api version not supported, use /apis/dashboard.grafana.app");
  const { uid, id, version, folderUid } = dashboard;
  const folder = folderUid === undefined ? undefined : organization.folders.get(folderUid);
  return ok({
    dashboard: { ...readContent(dashboard, call), id, uid, version },
    meta: {
      type: "db",
      slug: slugOf(String(dashboard.json["title"])),
      url: urlOf(call.options.path, dashboard),
      version,
      created: dashboard.created,
      updated: dashboard.updated,
      createdBy: dashboard.createdBy,
      updatedBy: dashboard.updatedBy,
      folderId: folder?.id ?? 0,
      folderUid: folderUid ?? "",
      folderTitle: folder?.title ?? "General",
      provisioned: dashboard.provisionedFrom !== undefined,
      provisionedExternalId: dashboard.provisionedFrom ?? "",
      isFolder: false,
      canSave: "dashboards:write" in call.caller.permissions,
      canEdit: "dashboards:write" in call.caller.permissions,
      canAdmin: call.caller.role === "Admin",
      canDelete: "dashboards:delete" in call.caller.permissions,
      ...(behaviour.major >= 12
        ? { apiVersion: dashboard.secondModel === undefined ? "v1beta1" : "v2beta1" }
        : {}),
    },
  });
}

function versions({ organization, parameters, behaviour }: Call): Answer {
  const dashboard = organization.dashboards.get(parameters["uid"] ?? "");
  if (dashboard === undefined) return fail(404, "Dashboard not found");
  const list = dashboard.history
    .map((saved) => ({
      id: saved.version,
      uid: dashboard.uid,
      parentVersion: saved.version - 1,
      restoredFrom: 0,
      ...saved,
    }))
    .toReversed();
  return ok(behaviour.pagesVersions ? { continueToken: "", versions: list } : list);
}

function remove({ organization, parameters }: Call): Answer {
  const dashboard = organization.dashboards.get(parameters["uid"] ?? "");
  if (dashboard === undefined) return fail(404, "Dashboard not found");
  if (dashboard.provisionedFrom !== undefined)
    return fail(400, "provisioned dashboard cannot be deleted");
  organization.dashboards.delete(dashboard.uid);
  const title = String(dashboard.json["title"]);
  return ok({ title, message: `Dashboard ${title} deleted`, uid: dashboard.uid });
}
