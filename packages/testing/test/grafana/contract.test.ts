import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFakeGrafana } from "../../src/grafana/index.ts";

interface Target {
  readonly name: string;
  readonly start: () => Promise<{
    readonly url: string;
    readonly token: string;
    readonly stop: () => Promise<void>;
  }>;
}

const fakes: readonly Target[] = ["10", "11", "12", "13"].map((version) => ({
  name: `fake Grafana ${version}`,
  start: async () => {
    const { url, stop } = await startFakeGrafana({ version });
    return { url, token: "admin-token", stop };
  },
}));
// The same promises, kept by a real one: GRAFANA_URL and GRAFANA_TOKEN (an Admin's).
const { GRAFANA_URL: url, GRAFANA_TOKEN: token = "" } = process.env;
const stop = (): Promise<void> => Promise.resolve();
const real: readonly Target[] =
  url === undefined
    ? []
    : [
        {
          name: url,
          start: () => Promise.resolve({ url: url.replace(/\/$/, ""), token, stop }),
        },
      ];

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

describe.each([...fakes, ...real])("$name", ({ start }) => {
  const mark = randomBytes(4).toString("hex");
  const folderUid = `contract-${mark}`;
  const uid = `contract-board-${mark}`;
  let server: Awaited<ReturnType<Target["start"]>>;

  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        authorization: `Bearer ${server.token}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>,
    };
  };
  const save = async (fields: object, rest: object = {}): Promise<Answer> =>
    await ask("POST", "/api/dashboards/db", {
      dashboard: { uid, title: `Contract ${mark}`, schemaVersion: 41, panels: [], ...fields },
      folderUid,
      ...rest,
    });
  const major = async (): Promise<number> =>
    Number.parseInt(String((await ask("GET", "/api/health")).body["version"]), 10);

  beforeAll(async () => {
    server = await start();
  });
  afterAll(async () => {
    await ask("DELETE", `/api/dashboards/uid/${uid}`);
    await ask("DELETE", `/api/folders/${folderUid}`);
    await server.stop();
  });

  it("tells its health", async () => {
    const { status, body } = await ask("GET", "/api/health");
    expect(status).toBe(200);
    expect(body).toMatchObject({ database: "ok", version: expect.any(String) });
  });

  it("refuses a wrong token", async () => {
    const response = await fetch(`${server.url}/api/folders`, {
      headers: { authorization: "Bearer wrong" },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toHaveProperty("message");
  });

  it("makes a folder once", async () => {
    expect((await ask("GET", `/api/folders/${folderUid}`)).status).toBe(404);
    const made = await ask("POST", "/api/folders", { uid: folderUid, title: `Contract ${mark}` });
    expect(made).toMatchObject({ status: 200, body: { uid: folderUid } });
    const again = await ask("POST", "/api/folders", { uid: folderUid, title: `Again ${mark}` });
    expect([409, 412]).toContain(again.status);
    expect(await ask("GET", `/api/folders/${folderUid}`)).toMatchObject({
      status: 200,
      body: { title: `Contract ${mark}` },
    });
  });

  it("counts the versions of a dashboard and refuses a stale one", async () => {
    expect((await ask("GET", `/api/dashboards/uid/${uid}`)).status).toBe(404);
    expect(await save({ tags: ["contract"] })).toMatchObject({
      status: 200,
      body: { status: "success", uid, version: 1 },
    });
    expect((await save({})).status).toBe(412);
    expect(await save({ version: 1 })).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await save({ version: 1 })).toMatchObject({
      status: 412,
      body: { status: "version-mismatch" },
    });
    expect(await save({ description: "forced" }, { overwrite: true })).toMatchObject({
      status: 200,
      body: { version: 3 },
    });
    const { body } = await ask("GET", `/api/dashboards/uid/${uid}`);
    expect(body).toMatchObject({
      dashboard: { uid, version: 3, description: "forced" },
      meta: { folderUid, provisioned: false, version: 3 },
    });
  });

  it("keeps a constant variable as it was sent", async () => {
    const variable = { name: "kept", type: "constant", query: '{"a":1}', hide: 2 };
    const { body } = await ask("GET", `/api/dashboards/uid/${uid}`);
    const { version } = body["dashboard"] as { readonly version: number };
    expect((await save({ version, templating: { list: [variable] } })).status).toBe(200);
    const read = await ask("GET", `/api/dashboards/uid/${uid}`);
    expect(read.body["dashboard"]).toMatchObject({
      version: version + 1,
      templating: { list: [{ name: "kept", type: "constant", query: '{"a":1}' }] },
    });
  });

  it("refuses what is no dashboard, and folders that are not there", async () => {
    expect((await save({ title: "" })).status).toBe(400);
    expect((await save({ uid: "a".repeat(41) })).status).toBe(400);
    expect((await save({ uid: "not allowed" })).status).toBe(400);
    const lost = await save({ uid: `${uid}-lost` }, { folderUid: "no-such-folder" });
    expect([400, 404]).toContain(lost.status);
  });

  it("keeps annotations by tag, and regions", async () => {
    const time = Date.now() - 60_000;
    const tags = ["contract", mark];
    const made = await ask("POST", "/api/annotations", { text: "deployed", time, tags });
    expect(made).toMatchObject({ status: 200, body: { message: "Annotation added" } });
    const id = Number(made.body["id"]);
    expect((await ask("PATCH", `/api/annotations/${id}`, { timeEnd: time + 30_000 })).status).toBe(
      200,
    );
    const query = tags.map((tag) => `tags=${tag}`).join("&");
    const range = `from=${time - 1000}&to=${Date.now()}`;
    const found = await ask("GET", `/api/annotations?${query}&${range}`);
    expect(found.body).toMatchObject([
      { id, text: "deployed", tags, time, timeEnd: time + 30_000 },
    ]);
    expect((await ask("POST", "/api/annotations", { text: "", tags })).status).toBe(400);
    expect((await ask("DELETE", `/api/annotations/${id}`)).status).toBe(200);
    expect((await ask("GET", `/api/annotations?${query}&${range}`)).body).toEqual([]);
  });

  it("tells what the token may do", async () => {
    const { status, body } = await ask("GET", "/api/access-control/user/permissions");
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(
      expect.arrayContaining(["dashboards:write", "folders:create", "annotations:create"]),
    );
  });

  it("keeps a group of alert rules", async () => {
    const path = `/api/v1/provisioning/folder/${folderUid}/rule-groups/contract`;
    const rule = {
      uid: `contract-rule-${mark}`,
      title: `Contract ${mark}`,
      condition: "A",
      for: "5m",
      noDataState: "OK",
      execErrState: "Error",
      data: [
        {
          refId: "A",
          datasourceUid: "__expr__",
          relativeTimeRange: { from: 600, to: 0 },
          model: { refId: "A", type: "math", expression: "0 > 1" },
        },
      ],
    };
    const group = { title: "contract", folderUid, interval: 60, rules: [rule] };
    expect((await ask("PUT", path, group)).status).toBe(200);
    expect(await ask("GET", path)).toMatchObject({
      status: 200,
      body: { interval: 60, rules: [{ uid: rule.uid, title: rule.title, condition: "A" }] },
    });
    expect((await ask("DELETE", path)).status).toBeLessThan(300);
    expect((await ask("GET", path)).status).toBe(404);
  });

  it("serves dashboards as resources since version 12", async () => {
    const group = await ask("GET", "/apis/dashboard.grafana.app");
    const hasResources = (await major()) >= 12;
    expect(group.status).toBe(hasResources ? 200 : 404);
    if (!hasResources) return;
    const versions = group.body["versions"] as readonly { readonly version: string }[];
    const version = ["v1", "v1beta1"].find((one) => versions.some((v) => v.version === one));
    expect(version).toBeDefined();
    const path = `/apis/dashboard.grafana.app/${version ?? ""}/namespaces/default/dashboards`;
    const read = await ask("GET", `${path}/${uid}`);
    expect(read).toMatchObject({
      status: 200,
      body: { metadata: { name: uid }, spec: { title: `Contract ${mark}` } },
    });
    const { resourceVersion } = read.body["metadata"] as { readonly resourceVersion: string };
    const metadata = { name: uid, annotations: { "grafana.app/folder": folderUid } };
    const spec = { ...(read.body["spec"] as object), description: "by resource" };
    const put = async (at: string): Promise<Answer> =>
      await ask("PUT", `${path}/${uid}`, { metadata: { ...metadata, resourceVersion: at }, spec });
    expect((await put(resourceVersion)).status).toBe(200);
    expect((await put(resourceVersion)).status).toBe(409);
    expect((await ask("POST", path, { metadata, spec })).status).toBe(409);
    expect((await ask("GET", `${path}/no-such-dashboard`)).status).toBe(404);
  });
});
