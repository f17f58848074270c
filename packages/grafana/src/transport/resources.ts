import type { GrafanaClient } from "../client/client.ts";
import { fieldsOf, textOf, type Transport } from "./transport.ts";

/** Where the resources are: the newest versions that carry classic JSON, and the organization's namespace. */
export interface ResourcePaths {
  readonly dashboards: string;
  readonly folders: string;
}

const versions = ["v1", "v1beta1", "v0alpha1"];

/**
 * Asks which versions of the resource APIs there are. `undefined` when there are none: before Grafana 12.
 * @throws GrafanaFailure
 */
export async function findResources(client: GrafanaClient): Promise<ResourcePaths | undefined> {
  const group = async (name: string): Promise<string | undefined> => {
    const { status, body } = await client.send({
      path: `/apis/${name}`,
      action: `tell the versions of ${name}`,
      expects: [404],
    });
    if (status === 404) return undefined;
    const { versions: list } = fieldsOf(body);
    const known = Array.isArray(list) ? list.map((one: unknown) => fieldsOf(one)["version"]) : [];
    return versions.find((version) => known.includes(version));
  };
  const dashboards = await group("dashboard.grafana.app");
  const folders = await group("folder.grafana.app");
  if (dashboards === undefined || folders === undefined) return undefined;
  const namespace = await namespaceOf(client);
  return {
    dashboards: `/apis/dashboard.grafana.app/${dashboards}/namespaces/${namespace}/dashboards`,
    folders: `/apis/folder.grafana.app/${folders}/namespaces/${namespace}/folders`,
  };
}

/** `default` for the first organization, `org-<n>` for others, `stacks-<n>` in Grafana Cloud. */
async function namespaceOf(client: GrafanaClient): Promise<string> {
  const settings = await client.send({
    path: "/api/frontend/settings",
    action: "tell its settings",
    expects: [401, 403, 404],
  });
  const told = textOf(fieldsOf(settings.body)["namespace"]);
  if (told !== undefined) return told;
  const { body } = await client.send({
    path: "/api/org",
    action: "tell the organization",
    expects: [401, 403, 404],
  });
  const id = Number(fieldsOf(body)["id"] ?? 1);
  return id === 1 ? "default" : `org-${id}`;
}

/** `/apis`, since Grafana 12: dashboards as resources, with classic JSON as their content. */
export function resourceTransport(client: GrafanaClient, paths: ResourcePaths): Transport {
  return {
    name: "apis",
    async folder(uid) {
      const { status, body } = await client.send({
        path: `${paths.folders}/${uid}`,
        action: `read the folder ${uid}`,
        expects: [404],
      });
      if (status === 404) return undefined;
      return { uid, title: textOf(fieldsOf(fieldsOf(body)["spec"])["title"]) ?? "" };
    },
    async createFolder({ uid, title }, parentUid) {
      const { status } = await client.send({
        method: "POST",
        path: paths.folders,
        body: { metadata: metadataOf(uid, parentUid), spec: { title } },
        action: `create the folder "${title}"`,
        expects: [409, 412],
      });
      return status < 300 ? "created" : "conflict";
    },
    async dashboard(uid) {
      const { status, body } = await client.send({
        path: `${paths.dashboards}/${uid}`,
        action: `read the dashboard ${uid}`,
        expects: [404],
      });
      if (status === 404) return undefined;
      const { metadata, spec, status: state } = fieldsOf(body);
      const { generation, resourceVersion, annotations } = fieldsOf(metadata);
      const notes = fieldsOf(annotations);
      const isConverted = fieldsOf(fieldsOf(state)["conversion"])["failed"] !== true;
      return {
        content: isConverted ? fieldsOf(spec) : undefined,
        version: Number(generation ?? 0),
        state: textOf(resourceVersion) ?? "",
        folderUid: textOf(notes["grafana.app/folder"]),
        updatedBy: (textOf(notes["grafana.app/updatedBy"]) ?? "").replace(/^[\w-]+:/, ""),
        provisionedBy: textOf(notes["grafana.app/managedBy"]),
      };
    },
    async write({ uid, content, folderUid, message, replaces }) {
      const { id: _id, uid: _uid, version: _version, ...spec } = content;
      const metadata = metadataOf(uid, folderUid, message);
      const { status } = await client.send({
        method: replaces === undefined ? "POST" : "PUT",
        path: replaces === undefined ? paths.dashboards : `${paths.dashboards}/${uid}`,
        body: {
          metadata:
            replaces === undefined ? metadata : { ...metadata, resourceVersion: replaces.state },
          spec,
        },
        action: `save the dashboard ${uid}`,
        expects: replaces === undefined ? [409] : [404, 409, 412],
      });
      return status < 300 ? "written" : "conflict";
    },
  };
}

function metadataOf(name: string, folderUid: string | undefined, message?: string): object {
  return {
    name,
    annotations: {
      ...(folderUid === undefined ? {} : { "grafana.app/folder": folderUid }),
      ...(message === undefined ? {} : { "grafana.app/message": message }),
    },
  };
}
