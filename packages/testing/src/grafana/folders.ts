import { randomBytes } from "node:crypto";
import { fail, isObject, now, ok, type Answer, type Call, type Route } from "./route.ts";
import { uidFault } from "./save-dashboard.ts";
import { slugOf, type StoredFolder } from "./state.ts";

/** `/api/folders`. */
export const folderRoutes: readonly Route[] = [
  { method: "GET", path: "/api/folders", action: "folders:read", handle: list },
  { method: "POST", path: "/api/folders", action: "folders:create", handle: create },
  { method: "GET", path: "/api/folders/:uid", action: "folders:read", handle: read },
  { method: "PUT", path: "/api/folders/:uid", action: "folders:write", handle: update },
  { method: "POST", path: "/api/folders/:uid/move", action: "folders:write", handle: move },
  { method: "DELETE", path: "/api/folders/:uid", action: "folders:delete", handle: remove },
];

const missing = fail(404, "folder not found", { status: "not-found" });

function list({ organization, query, behaviour }: Call): Answer {
  const parent = query.get("parentUid") ?? "";
  const limit = Number(query.get("limit") ?? 1000);
  const page = Number(query.get("page") ?? 1);
  const found = [...organization.folders.values()]
    .filter(({ parentUid }) => !behaviour.nestsFolders || (parentUid ?? "") === parent)
    .map(({ id, uid, title, parentUid }) => ({
      id,
      uid,
      title,
      ...(parentUid === undefined ? {} : { parentUid }),
    }));
  return ok(found.slice((page - 1) * limit, page * limit));
}

function create(call: Call): Answer {
  const { body } = call;
  if (!isObject(body)) return fail(400, "bad request data");
  const made = makeFolder(call, {
    uid: body["uid"],
    title: body["title"],
    description: body["description"],
    parentUid: body["parentUid"],
  });
  return "status" in made ? made : ok(describe(call, made.folder));
}

export interface FolderRequest {
  readonly uid: unknown;
  readonly title: unknown;
  readonly description?: unknown;
  readonly parentUid?: unknown;
}

/** Makes a folder, or says why not. */
export function makeFolder(
  call: Call,
  request: FolderRequest,
): Answer | { readonly folder: StoredFolder } {
  const { organization, behaviour, state, caller, options } = call;
  const title = typeof request.title === "string" ? request.title.trim() : "";
  const uid =
    typeof request.uid === "string" && request.uid !== ""
      ? request.uid
      : randomBytes(7).toString("hex");
  const parentUid =
    behaviour.nestsFolders && typeof request.parentUid === "string" && request.parentUid !== ""
      ? request.parentUid
      : undefined;
  if (title === "") return fail(400, "folder title cannot be empty");
  const fault = uidFault(uid);
  if (fault !== undefined) return fail(400, fault);
  if (parentUid !== undefined && !organization.folders.has(parentUid))
    return fail(behaviour.missingFolderStatus, "parent folder not found");
  if (organization.folders.has(uid) || organization.dashboards.has(uid))
    return fail(409, "a folder/dashboard with the same uid already exists");
  const twin = [...organization.folders.values()].some(
    (folder) => folder.title === title && folder.parentUid === parentUid,
  );
  if (twin && !behaviour.allowsSameTitle)
    return fail(409, "a folder with the same name already exists in the current location");
  const most = options.quota?.folders;
  if (most !== undefined && organization.folders.size >= most) return fail(403, "Quota reached");
  const time = now();
  const folder: StoredFolder = {
    id: state.nextId(),
    uid,
    title,
    description: typeof request.description === "string" ? request.description : "",
    parentUid,
    version: 1,
    created: time,
    updated: time,
    createdBy: caller.login,
    updatedBy: caller.login,
  };
  organization.folders.set(uid, folder);
  return { folder };
}

function read(call: Call): Answer {
  const folder = call.organization.folders.get(call.parameters["uid"] ?? "");
  return folder === undefined ? missing : ok(describe(call, folder));
}

function update(call: Call): Answer {
  const { organization, parameters, body, caller } = call;
  const folder = organization.folders.get(parameters["uid"] ?? "");
  if (folder === undefined) return missing;
  if (!isObject(body)) return fail(400, "bad request data");
  const { title, version, overwrite } = body;
  if (typeof title !== "string" || title.trim() === "")
    return fail(400, "folder title cannot be empty");
  if (overwrite !== true && Number(version ?? 0) !== folder.version)
    return fail(412, "the folder has been changed by someone else", {
      status: "version-mismatch",
    });
  folder.title = title;
  folder.version += 1;
  folder.updated = now();
  folder.updatedBy = caller.login;
  return ok(describe(call, folder));
}

function move(call: Call): Answer {
  const { organization, parameters, body } = call;
  const folder = organization.folders.get(parameters["uid"] ?? "");
  if (folder === undefined) return missing;
  const parent = isObject(body) ? body["parentUid"] : undefined;
  if (typeof parent !== "string") return fail(400, "bad request data");
  if (parent !== "" && !organization.folders.has(parent)) return missing;
  folder.parentUid = parent === "" ? undefined : parent;
  return ok(describe(call, folder));
}

function remove({ organization, parameters }: Call): Answer {
  const folder = organization.folders.get(parameters["uid"] ?? "");
  if (folder === undefined) return missing;
  organization.folders.delete(folder.uid);
  for (const [uid, dashboard] of organization.dashboards)
    if (dashboard.folderUid === folder.uid) organization.dashboards.delete(uid);
  return ok({ id: folder.id, title: folder.title, message: `Folder ${folder.title} deleted` });
}

function describe(call: Call, folder: StoredFolder): Record<string, unknown> {
  const { caller, organization, options } = call;
  const parents: unknown[] = [];
  for (let uid = folder.parentUid; uid !== undefined;) {
    const parent = organization.folders.get(uid);
    if (parent === undefined) break;
    parents.unshift({ uid: parent.uid, title: parent.title });
    uid = parent.parentUid;
  }
  const canWrite = "folders:write" in caller.permissions;
  return {
    id: folder.id,
    uid: folder.uid,
    orgId: caller.organization,
    title: folder.title,
    description: folder.description,
    url: `${options.path ?? ""}/dashboards/f/${folder.uid}/${slugOf(folder.title)}`,
    hasAcl: false,
    canSave: canWrite,
    canEdit: canWrite,
    canAdmin: caller.role === "Admin",
    canDelete: canWrite,
    createdBy: folder.createdBy,
    created: folder.created,
    updatedBy: folder.updatedBy,
    updated: folder.updated,
    version: folder.version,
    ...(folder.parentUid === undefined ? {} : { parentUid: folder.parentUid, parents }),
  };
}
