import { makeFolder } from "./folders.ts";
import { failResource, isObject, ok, type Answer, type Call, type Route } from "./route.ts";
import { readContent, store, uidFault } from "./save-dashboard.ts";
import type { Json, StoredDashboard, StoredFolder } from "./state.ts";

const dashboards = "/apis/dashboard.grafana.app/:version/namespaces/:namespace/dashboards";
const folders = "/apis/folder.grafana.app/:version/namespaces/:namespace/folders";

/** `/apis`, since version 12: the same store, seen as Kubernetes resources. */
export const resourceRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/apis/:group",
    handle: discover,
  },
  { method: "GET", path: `${dashboards}/:name`, action: "dashboards:read", handle: read },
  { method: "POST", path: dashboards, action: "dashboards:create", handle: create },
  { method: "PUT", path: `${dashboards}/:name`, action: "dashboards:write", handle: update },
  { method: "GET", path: `${folders}/:name`, action: "folders:read", handle: readFolder },
  { method: "POST", path: folders, action: "folders:create", handle: createFolder },
];

const notFound = (call: Call): Answer =>
  failResource(404, "NotFound", `"${call.parameters["name"] ?? ""}" not found`);

function discover({ parameters, behaviour }: Call): Answer {
  const group = parameters["group"] ?? "";
  const versions =
    group === "dashboard.grafana.app"
      ? behaviour.dashboardApis
      : group === "folder.grafana.app"
        ? behaviour.folderApis
        : [];
  if (versions.length === 0) return failResource(404, "NotFound", "404 page not found");
  const list = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return ok({
    kind: "APIGroup",
    apiVersion: "v1",
    name: group,
    versions: list,
    preferredVersion: list[0],
  });
}

/** Whether the version in the path exists and the namespace is the caller's own. */
function isServed(
  { parameters, behaviour, caller }: Call,
  kind: "dashboards" | "folders",
): boolean {
  const versions = kind === "dashboards" ? behaviour.dashboardApis : behaviour.folderApis;
  const own = caller.organization === 1 ? "default" : `org-${caller.organization}`;
  return versions.includes(parameters["version"] ?? "") && parameters["namespace"] === own;
}

function read(call: Call): Answer {
  if (!isServed(call, "dashboards")) return failResource(404, "NotFound", "404 page not found");
  const dashboard = call.organization.dashboards.get(call.parameters["name"] ?? "");
  return dashboard === undefined ? notFound(call) : ok(describe(call, dashboard));
}

function create(call: Call): Answer {
  const { organization, options, behaviour } = call;
  if (!isServed(call, "dashboards")) return failResource(404, "NotFound", "404 page not found");
  const request = requestOf(call);
  if ("status" in request) return request;
  if (organization.dashboards.has(request.name))
    return failResource(409, "AlreadyExists", `dashboards "${request.name}" already exists`);
  const most = options.quota?.dashboards;
  if (most !== undefined && organization.dashboards.size >= most)
    return failResource(403, "Forbidden", "Quota reached");
  return ok(describe(call, save(call, request)), behaviour.major >= 13 ? 201 : 200);
}

function update(call: Call): Answer {
  const { organization, parameters } = call;
  if (!isServed(call, "dashboards")) return failResource(404, "NotFound", "404 page not found");
  const dashboard = organization.dashboards.get(parameters["name"] ?? "");
  if (dashboard === undefined) return notFound(call);
  const request = requestOf(call);
  if ("status" in request) return request;
  if (dashboard.provisionedFrom !== undefined)
    return failResource(403, "Forbidden", "Cannot save provisioned dashboard");
  if (
    request.resourceVersion !== undefined &&
    request.resourceVersion !== resourceVersion(dashboard)
  )
    return failResource(
      409,
      "Conflict",
      "the object has been modified; please apply your changes to the latest version and try again",
    );
  return ok(describe(call, save(call, request)));
}

interface ResourceRequest {
  readonly name: string;
  readonly spec: Json;
  readonly folderUid: string | undefined;
  readonly message: string;
  readonly resourceVersion: string | undefined;
}

function requestOf({ body, parameters, organization }: Call): ResourceRequest | Answer {
  const metadata = isObject(body) ? body["metadata"] : undefined;
  const spec = isObject(body) ? body["spec"] : undefined;
  if (!isObject(metadata) || !isObject(spec))
    return failResource(400, "BadRequest", "the object must have metadata and a spec");
  const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
  const text = (value: unknown): string | undefined =>
    typeof value === "string" && value !== "" ? value : undefined;
  const name = parameters["name"] ?? text(metadata["name"]) ?? "";
  const folderUid = text(annotations["grafana.app/folder"]);
  const fault = uidFault(name);
  if (fault !== undefined || name === "")
    return failResource(400, "BadRequest", fault ?? "no name");
  if (text(spec["title"]) === undefined)
    return failResource(400, "BadRequest", "Dashboard title cannot be empty");
  if (folderUid !== undefined && !organization.folders.has(folderUid))
    return failResource(404, "NotFound", `folders "${folderUid}" not found`);
  return {
    name,
    spec,
    folderUid,
    message: text(annotations["grafana.app/message"]) ?? "",
    resourceVersion: text(metadata["resourceVersion"]),
  };
}

function save({ organization, state, caller }: Call, request: ResourceRequest): StoredDashboard {
  const { name, spec, folderUid, message } = request;
  return store(organization, state, {
    uid: name,
    json: spec,
    folderUid,
    message,
    login: caller.login,
  });
}

const resourceVersion = ({ id, version }: StoredDashboard): string =>
  String(id * 1_000_000 + version);

function describe(call: Call, dashboard: StoredDashboard): Json {
  const { folderUid, provisionedFrom } = dashboard;
  return {
    kind: "Dashboard",
    apiVersion: `dashboard.grafana.app/${call.parameters["version"] ?? ""}`,
    metadata: {
      name: dashboard.uid,
      namespace: call.parameters["namespace"],
      uid: `object-${dashboard.id}`,
      resourceVersion: resourceVersion(dashboard),
      generation: dashboard.version,
      creationTimestamp: dashboard.created,
      labels: { "grafana.app/deprecatedInternalID": String(dashboard.id) },
      annotations: {
        "grafana.app/createdBy": `user:${dashboard.createdBy}`,
        "grafana.app/updatedBy": `user:${dashboard.updatedBy}`,
        "grafana.app/updatedTimestamp": dashboard.updated,
        ...(folderUid === undefined ? {} : { "grafana.app/folder": folderUid }),
        ...(provisionedFrom === undefined
          ? {}
          : {
              "grafana.app/managedBy": "classic-file-provisioning",
              "grafana.app/managerId": provisionedFrom,
            }),
      },
    },
    spec: readContent(dashboard, call),
    status: {},
  };
}

function readFolder(call: Call): Answer {
  if (!isServed(call, "folders")) return failResource(404, "NotFound", "404 page not found");
  const folder = call.organization.folders.get(call.parameters["name"] ?? "");
  return folder === undefined ? notFound(call) : ok(describeFolder(call, folder));
}

function createFolder(call: Call): Answer {
  if (!isServed(call, "folders")) return failResource(404, "NotFound", "404 page not found");
  const metadata = isObject(call.body) ? call.body["metadata"] : undefined;
  const spec = isObject(call.body) ? call.body["spec"] : undefined;
  if (!isObject(metadata) || !isObject(spec))
    return failResource(400, "BadRequest", "the object must have metadata and a spec");
  const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
  const made = makeFolder(call, {
    uid: metadata["name"],
    title: spec["title"],
    description: spec["description"],
    parentUid: annotations["grafana.app/folder"],
  });
  if ("folder" in made)
    return ok(describeFolder(call, made.folder), call.behaviour.major >= 13 ? 201 : 200);
  const { message } = made.body as { readonly message: string };
  const reasons: Readonly<Record<number, string>> = {
    403: "Forbidden",
    404: "NotFound",
    409: "AlreadyExists",
  };
  return failResource(made.status, reasons[made.status] ?? "BadRequest", message);
}

function describeFolder(call: Call, folder: StoredFolder): Json {
  return {
    kind: "Folder",
    apiVersion: `folder.grafana.app/${call.parameters["version"] ?? ""}`,
    metadata: {
      name: folder.uid,
      namespace: call.parameters["namespace"],
      resourceVersion: String(folder.id * 1_000_000 + folder.version),
      generation: folder.version,
      creationTimestamp: folder.created,
      annotations: folder.parentUid === undefined ? {} : { "grafana.app/folder": folder.parentUid },
    },
    spec: { title: folder.title, description: folder.description },
  };
}
