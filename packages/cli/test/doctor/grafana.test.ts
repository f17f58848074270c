import { publish } from "@promenade/grafana";
import { node } from "@promenade/node";
import { startFakeGrafana } from "@promenade/testing/grafana";
import { freePort } from "@promenade/testing/services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUpOf, visit as sendDoctor, type Call, type Visit } from "./visit.ts";
import { startGrafana, startWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
}, 300_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

type Habits = Partial<Call>;
const visit = async (habits: Habits): Promise<Visit> =>
  await sendDoctor({ config: setUpOf(world.app), ...habits });

describe("a broken Grafana", () => {
  const inGrafana = async (url: string, token = "admin-token"): Promise<Visit> =>
    await visit({
      prometheus: world.prometheus.url,
      environment: { GRAFANA_URL: url, ...(token === "" ? {} : { GRAFANA_TOKEN: token }) },
    });

  it("is named: it is down", async () => {
    const { cause } = await inGrafana(`http://127.0.0.1:${await freePort()}`);
    expect(cause).toMatchObject({ name: "grafana", mark: "problem" });
    expect(cause?.text).toMatch(/ECONNREFUSED/);
  });

  it("is named: the sub-path is missing", async () => {
    await using grafana = await startFakeGrafana({ path: "/grafana" });
    const { cause } = await inGrafana(grafana.url.replace("/grafana", ""));
    expect(cause).toMatchObject({ name: "grafana", mark: "problem" });
    expect(cause?.fix).toMatch(/sub-path/);
  });

  it.each([
    ["no token", "", /wants a token/],
    ["a wrong token", "wrong", /does not know the token/],
    ["a token that may only read", "viewer-token", /may not: dashboards:create, dashboards:write/],
  ])("is named: %s", async (_, token, text) => {
    await using grafana = await startGrafana(world.app, world.prometheus.url);
    const { code, cause } = await inGrafana(grafana.url, token);
    expect(cause).toMatchObject({ name: "token", mark: "problem" });
    expect(cause?.text).toMatch(text);
    expect(code).toBe(1);
  });

  it("is named: its data source leads elsewhere", async () => {
    await using grafana = await startGrafana(world.app, world.empty.url);
    const { cause } = await inGrafana(grafana.url);
    expect(cause).toMatchObject({ name: "data-source", mark: "problem" });
    expect(cause?.text).toContain(world.empty.url);
  });

  it("is named: it has no data source, or opens with the wrong one", async () => {
    await using without = await startGrafana(world.app, "", { dataSources: [] });
    expect((await inGrafana(without.url)).cause?.text).toMatch(/no Prometheus data source/);
    await using wrong = await startGrafana(world.app, world.empty.url);
    wrong.addDataSource({ uid: "second", name: "Shop", url: world.prometheus.url });
    expect((await inGrafana(wrong.url)).cause).toMatchObject({
      name: "data-source",
      mark: "warning",
      fix: expect.stringContaining('Choose "Shop"') as string,
    });
  });

  it("is named: a dashboard is missing", async () => {
    await using grafana = await startGrafana(world.app, world.prometheus.url);
    grafana.deleteDashboard("promenade-node");
    const { cause } = await inGrafana(grafana.url);
    expect(cause).toMatchObject({
      name: "dashboards",
      mark: "problem",
      fix: "Upload them: promenade publish",
    });
  });

  it("is named: somebody changed a dashboard", async () => {
    await using grafana = await startGrafana(world.app, world.prometheus.url);
    grafana.editDashboard("promenade-node", (dashboard) => {
      dashboard["title"] = "Mine";
    });
    const { cause } = await inGrafana(grafana.url);
    expect(cause).toMatchObject({ name: "dashboards-current", mark: "problem" });
    expect(cause?.text).toMatch(/Changed in Grafana/);
    expect(cause?.fix).toMatch(/ada/);
  });

  it("is named: a dashboard is of an older version", async () => {
    await using grafana = await startFakeGrafana({
      dataSources: [{ uid: "main", name: "Prometheus", url: world.prometheus.url }],
    });
    await publish({
      connection: { url: grafana.url, token: "admin-token" },
      plugins: [node({ except: ["gcDuration"] })],
      service: { service: "shop", version: "0.9.0" },
    });
    const { cause } = await inGrafana(grafana.url);
    expect(cause).toMatchObject({
      name: "dashboards-current",
      mark: "problem",
      fix: "Upload them: promenade publish",
    });
  });
});
