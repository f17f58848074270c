import type { GrafanaClient } from "../client/client.ts";
import { refused } from "../client/failure.ts";
import { fieldsOf, textOf, type Transport } from "./transport.ts";

/** `/api`, which every Grafana from 10 to 13 has. */
export function legacyTransport(client: GrafanaClient): Transport {
  return {
    name: "api",
    async folder(uid) {
      const { status, body } = await client.send({
        path: `/api/folders/${uid}`,
        action: `read the folder ${uid}`,
        expects: [404],
      });
      if (status === 404) return undefined;
      return { uid, title: textOf(fieldsOf(body)["title"]) ?? "" };
    },
    async createFolder({ uid, title }, parentUid) {
      const { status } = await client.send({
        method: "POST",
        path: "/api/folders",
        body: { uid, title, ...(parentUid === undefined ? {} : { parentUid }) },
        action: `create the folder "${title}"`,
        expects: [409, 412],
      });
      return status < 300 ? "created" : "conflict";
    },
    async dashboard(uid) {
      const { status, body } = await client.send({
        path: `/api/dashboards/uid/${uid}`,
        action: `read the dashboard ${uid}`,
        expects: [404, 406],
      });
      if (status === 404) return undefined;
      if (status === 406) return unreadable;
      const { dashboard, meta } = fieldsOf(body);
      const content = fieldsOf(dashboard);
      const about = fieldsOf(meta);
      const version = Number(content["version"] ?? about["version"] ?? 0);
      return {
        content,
        version,
        state: String(version),
        folderUid: textOf(about["folderUid"]),
        updatedBy: textOf(about["updatedBy"]) ?? "",
        provisionedBy:
          about["provisioned"] === true
            ? (textOf(about["provisionedExternalId"]) ?? "a file")
            : undefined,
      };
    },
    async write({ uid, content, folderUid, message, replaces }) {
      const { id: _id, version: _version, ...rest } = content;
      const answer = await client.send({
        method: "POST",
        path: "/api/dashboards/db",
        body: {
          dashboard: {
            ...rest,
            id: null,
            uid,
            ...(replaces === undefined ? {} : { version: Number(replaces.state) }),
          },
          // Without a folder an update would move the dashboard to the root.
          folderUid: folderUid ?? "",
          message,
          // Only what cannot be read is overwritten unseen, and only by order of the user.
          overwrite: replaces !== undefined && replaces.content === undefined,
        },
        action: `save the dashboard ${uid}`,
        expects: [400, 412],
      });
      if (answer.status < 300) return "written";
      const said = fieldsOf(answer.body);
      if (said["status"] === "version-mismatch") return "conflict";
      if (answer.status === 400 && /provisioned/i.test(String(said["message"])))
        return "provisioned";
      throw refused(client.base, `save the dashboard ${uid}`, answer);
    },
  };
}

const unreadable = {
  content: undefined,
  version: 0,
  state: "0",
  folderUid: undefined,
  updatedBy: "",
  provisionedBy: undefined,
};
