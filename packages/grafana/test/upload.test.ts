import type { Plugin } from "@promenade/core";
import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import { afterEach, describe, expect, it } from "vitest";
import { appWith, dashboardIn, once, own, savesIn, toaster } from "./support/app.ts";

let grafana: FakeGrafana;

/** A plugin with alerts, and no dashboard of its own. */
function named(name: string): Plugin {
  const plugin = toaster();
  const boards = async () => ({
    dashboards: [],
    alerts: (await plugin.boards?.())?.alerts ?? [],
  });
  return { ...plugin, name, metrics: {}, enabled: new Set(), boards };
}

afterEach(async () => await grafana.stop());

describe.each(["10", "11.2.0", "11", "12", "13"])("Grafana %s", (version) => {
  it("gets folder and dashboards, once", async () => {
    grafana = await startFakeGrafana({ version });
    const { url } = grafana;
    const options = { url, dashboards: [own("own-board")] };
    const first = await once(options);
    expect(first.text).toMatch(/^promenade_grafana_upload_status 1$/m);
    expect(grafana.content().folders).toMatchObject([{ uid: "promenade", title: "Promenade" }]);
    expect(savesIn(grafana)).toEqual({ "promenade-toaster": 1, "own-board": 1 });
    expect(dashboardIn(grafana, "promenade-toaster")).toMatchObject({
      folderUid: "promenade",
      json: { title: "Toaster" },
    });
    const second = await once(options);
    expect(second.lines.join("\n")).toContain("2 dashboards, 2 unchanged");
    expect(savesIn(grafana)).toEqual({ "promenade-toaster": 1, "own-board": 1 });
  });

  it("gets a change as one new version, with a message", async () => {
    grafana = await startFakeGrafana({ version });
    await once({ url: grafana.url });
    await once({ url: grafana.url }, { version: "1.1.0" }, [toaster("Toaster, better")]);
    const { json, history } = dashboardIn(grafana, "promenade-toaster");
    expect(json["title"]).toBe("Toaster, better");
    expect(history.map(({ message }) => message)).toEqual([
      "Promenade: shop 1.0.0",
      "Promenade: shop 1.1.0",
    ]);
  });

  it("keeps what a person changed, and says so", async () => {
    grafana = await startFakeGrafana({ version });
    await once({ url: grafana.url });
    grafana.editDashboard("promenade-toaster", (json) => (json["title"] = "My toaster"));
    const { text, lines } = await once({ url: grafana.url });
    expect(dashboardIn(grafana, "promenade-toaster").json["title"]).toBe("My toaster");
    expect(text).toMatch(/^promenade_grafana_upload_status 1$/m);
    expect(text).toMatch(/^promenade_grafana_upload_dashboards\{result="kept"\} 1$/m);
    expect(lines.join("\n")).toContain("ada changed it in Grafana");
  });

  it("makes a version 12 resource the same thing", async () => {
    grafana = await startFakeGrafana({ version: version === "13" ? "13" : "12" });
    const { url } = grafana;
    await once({ url, transport: "apis" });
    await once({ url, transport: "api" });
    await once({ url, transport: "apis" }, { version: "2.0.0" }, [toaster("Two")]);
    expect(dashboardIn(grafana, "promenade-toaster").json["title"]).toBe("Two");
    expect(savesIn(grafana)).toEqual({ "promenade-toaster": 2 });
    expect(dashboardIn(grafana, "promenade-toaster").folderUid).toBe("promenade");
  });
});

describe("replicas", () => {
  it("200 that start together write each group of alert rules once", async () => {
    grafana = await startFakeGrafana({ latencyMilliseconds: 20 });
    const { url } = grafana;
    const alerts = { dataSource: "prometheus" };
    const plugins = [toaster(), named("kettle"), named("fridge")];
    const replicas = Array.from({ length: 200 }, () =>
      appWith({ url, token: "admin-token", alerts, folder: ["A", "B"] }, {}, plugins),
    );
    await Promise.all(replicas.map(async ({ app }) => await app.start()));
    await expect
      .poll(() => replicas.filter(({ isUploaded }) => isUploaded()).length, {
        timeout: 200_000,
        interval: 100,
      })
      .toBe(200);
    const lines = replicas.flatMap(({ log }) => log.lines);
    await Promise.all(replicas.map(async ({ app }) => await app.stop()));
    expect(lines.filter((line) => line.startsWith("error"))).toEqual([]);
    const written = grafana.log.filter(
      ({ method, status = 0 }) => method !== "GET" && status < 300,
    );
    const paths = written.map(({ method, path }) => `${method} ${path}`);
    const groups = "/api/v1/provisioning/folder/a-b/rule-groups";
    expect(paths.filter((path) => !path.includes("/dashboards/")).toSorted()).toEqual([
      "POST /api/folders",
      "POST /api/folders",
      `PUT ${groups}/promenade-fridge`,
      `PUT ${groups}/promenade-kettle`,
      `PUT ${groups}/promenade-toaster`,
    ]);
    // The entry of each group.
    expect(savesIn(grafana)).toEqual({ "promenade-toaster": 1, "promenade-alert-rules-a-b": 3 });
  }, 240_000);

  it("200 that start together write each dashboard once", { timeout: 240_000 }, async () => {
    grafana = await startFakeGrafana({ latencyMilliseconds: 20 });
    const { url } = grafana;
    const replicas = Array.from({ length: 200 }, () =>
      appWith({ url, dashboards: [own("a"), own("b"), own("c")] }),
    );
    await Promise.all(replicas.map(async ({ app }) => await app.start()));
    await expect
      .poll(() => replicas.filter(({ isUploaded }) => isUploaded()).length, {
        timeout: 200_000,
        interval: 100,
      })
      .toBe(200);
    const statuses = await Promise.all(
      replicas.map(async ({ app }) => /upload_status (\d)/.exec(await app.text())?.[1]),
    );
    await Promise.all(replicas.map(async ({ app }) => await app.stop()));
    expect(new Set(statuses)).toEqual(new Set(["1"]));
    expect(savesIn(grafana)).toEqual({ "promenade-toaster": 1, a: 1, b: 1, c: 1 });
    expect(grafana.content().folders).toHaveLength(1);
  });
});
