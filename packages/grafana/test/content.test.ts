import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { definePlugin } from "@promenade/core";
import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import { temporaryDirectory } from "@promenade/testing/services";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publish, type PublishOptions, type PublishReport } from "../src/index.ts";
import { ageClaims, dashboardIn, own, savesIn, toaster } from "./support/app.ts";

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await startFakeGrafana();
});
afterEach(async () => await grafana.stop());

async function send(options: Partial<PublishOptions>): Promise<PublishReport> {
  return await publish({ connection: { url: grafana.url, token: "admin-token" }, ...options });
}

describe("dashboards of one's own", () => {
  it("come from files, directories, objects and builders", async () => {
    const directory = temporaryDirectory("own");
    mkdirSync(join(directory, "more"));
    writeFileSync(join(directory, "one.json"), JSON.stringify(own("one")));
    writeFileSync(join(directory, "more", "two.json"), JSON.stringify(own("two")));
    writeFileSync(
      join(directory, "more", "three.json"),
      JSON.stringify({ dashboard: { ...own("three"), id: 7, version: 12 }, meta: {} }),
    );
    writeFileSync(join(directory, "more", "notes.txt"), "no dashboard");
    const builder = { build: () => own("five") };
    const dashboards = [join(directory, "one.json"), join(directory, "more"), own("four"), builder];
    const report = await send({ dashboards });
    expect(report.problems).toEqual([]);
    expect(Object.keys(savesIn(grafana)).toSorted()).toEqual([
      "five",
      "four",
      "one",
      "three",
      "two",
    ]);
    const again = await send({ dashboards });
    expect(new Set(again.dashboards.map(({ result }) => result))).toEqual(new Set(["unchanged"]));
  });

  it("that cannot be used are named, and the others are uploaded", async () => {
    const directory = temporaryDirectory("own");
    writeFileSync(join(directory, "broken.json"), "{");
    const report = await send({
      dashboards: [
        join(directory, "broken.json"),
        join(directory, "missing.json"),
        { title: "No uid" },
        { uid: "no-title" },
        { uid: "new-model", elements: {}, title: "Tabs" },
        own("twice"),
        own("twice"),
        own("fine"),
      ],
    });
    expect(report.ok).toBe(false);
    expect(report.problems).toEqual([
      expect.stringMatching(/broken\.json cannot be read/),
      expect.stringMatching(/missing\.json cannot be read: ENOENT/),
      expect.stringMatching(/"No uid"\) needs a `uid`/),
      expect.stringMatching(/no title/),
      expect.stringMatching(/own model/),
      expect.stringMatching(/Two dashboards have the uid "twice"/),
    ]);
    expect(savesIn(grafana)).toEqual({ twice: 1, fine: 1 });
  });

  it("do not suffer from a plugin whose dashboards cannot be made", async () => {
    const broken = definePlugin({
      name: "broken",
      metrics: {},
      setup: () => undefined,
      boards: () => Promise.reject(new Error("cannot load")),
    })();
    const report = await send({ plugins: [broken, toaster()], dashboards: [own("a")] });
    expect(report.problems).toEqual([expect.stringMatching(/plugin "broken".*cannot load/)]);
    expect(savesIn(grafana)).toEqual({ "promenade-toaster": 1, a: 1 });
  });
});

describe("places", () => {
  it("may be nested, with uids of one's own", async () => {
    await send({
      dashboards: [own("a")],
      folder: ["Platform", { title: "Shop", uid: "team-shop" }],
    });
    expect(grafana.content().folders).toMatchObject([
      { uid: "platform", title: "Platform" },
      { uid: "team-shop", title: "Shop", parentUid: "platform" },
    ]);
    expect(dashboardIn(grafana, "a").folderUid).toBe("team-shop");
  });

  it("may be no folder at all", async () => {
    await send({ dashboards: [own("a")], folder: [] });
    expect(grafana.content().folders).toEqual([]);
    expect(dashboardIn(grafana, "a").folderUid).toBeUndefined();
  });

  it("change when the user names another", async () => {
    await send({ dashboards: [own("a")] });
    const report = await send({ dashboards: [own("a")], folder: "Elsewhere" });
    expect(report.dashboards).toMatchObject([{ result: "updated" }]);
    expect(dashboardIn(grafana, "a").folderUid).toBe("elsewhere");
  });

  it("are apart for each environment only when asked", async () => {
    for (const environment of ["staging", "production"]) {
      const service = { service: "shop", environment };
      await send({ plugins: [toaster()], service });
      await send({ plugins: [toaster()], service, separate: ["environment"] });
    }
    expect(savesIn(grafana)).toEqual({
      "promenade-toaster": 1,
      "promenade-toaster-staging": 1,
      "promenade-toaster-production": 1,
    });
    expect(dashboardIn(grafana, "promenade-toaster-staging")).toMatchObject({
      folderUid: "promenade-staging",
      json: { title: "Toaster (staging)" },
    });
  });

  it("have uids that fit, however long the names", async () => {
    const environment = "a-very-long-environment-name-indeed-0123456789";
    const options = {
      dashboards: [own("a")],
      separate: ["environment"] as const,
      folder: "Ünï¢ødé",
    };
    const first = await send({ ...options, service: { environment } });
    const other = await send({ ...options, service: { environment: `${environment}-2` } });
    expect([first.ok, other.ok]).toEqual([true, true]);
    const uids = [...first.folders, ...first.dashboards, ...other.folders, ...other.dashboards].map(
      ({ uid }) => uid,
    );
    expect(new Set(uids).size).toBe(4);
    for (const uid of uids) expect(uid).toMatch(/^[\w-]{1,40}$/);
  });
});

describe("the transport", () => {
  it("is found where Grafana has no /api for dashboards any more", async () => {
    await grafana.stop();
    grafana = await startFakeGrafana({ version: "13", hasLegacyApi: false });
    const report = await send({ dashboards: [own("a")] });
    expect(report).toMatchObject({ ok: true, transport: "apis" });
    expect(savesIn(grafana)).toEqual({ a: 1 });
  });

  it("finds the namespace of another organization", async () => {
    await grafana.stop();
    grafana = await startFakeGrafana({
      version: "13",
      tokens: { "admin-token": { organization: 4 } },
    });
    expect((await send({ dashboards: [own("a")], transport: "apis" })).ok).toBe(true);
    expect(grafana.content(4).dashboards).toHaveLength(1);
  });

  it("/apis is said to be missing before version 12", async () => {
    await grafana.stop();
    grafana = await startFakeGrafana({ version: "11" });
    const report = await send({ dashboards: [own("a")], transport: "apis" });
    expect(report.problems).toEqual([
      expect.stringMatching(/version 12.*PROMENADE_GRAFANA_TRANSPORT/),
    ]);
  });
});

describe("alert rules", () => {
  const alerts = { dataSource: "prometheus" };

  it("are a group for each plugin, written once", async () => {
    const first = await send({ plugins: [toaster()], alerts });
    expect(first.alerts).toMatchObject([{ uid: "promenade-toaster", result: "created" }]);
    expect(grafana.content().ruleGroups).toMatchObject([
      {
        folderUid: "promenade",
        title: "promenade-toaster",
        interval: 60,
        provenance: "",
        rules: [
          {
            title: "PromenadeToasterBusy",
            condition: "fires",
            for: "5m",
            labels: { severity: "info" },
            data: [
              {
                datasourceUid: "prometheus",
                model: { expr: expect.stringMatching(/> 10$/), instant: true },
              },
              {},
              {},
            ],
          },
        ],
      },
    ]);
    grafana.log.length = 0;
    const second = await send({ plugins: [toaster()], alerts });
    expect(second.alerts).toMatchObject([{ result: "unchanged" }]);
    expect(grafana.log.filter(({ method }) => method !== "GET")).toEqual([]);
    const third = await send({ plugins: [toaster()], alerts: { ...alerts, intervalSeconds: 30 } });
    expect(third.alerts).toMatchObject([{ result: "updated" }]);
  });

  it("lead to the runbooks of the one who uploads", async () => {
    const runbookUrl = "https://wiki.example.com/{plugin}";
    const report = await send({ plugins: [toaster()], alerts: { ...alerts, runbookUrl } });
    expect(report.ok).toBe(true);
    expect(grafana.content().ruleGroups).toMatchObject([
      {
        rules: [
          {
            annotations: {
              runbook_url: "https://wiki.example.com/toaster#promenadetoasterbusy",
            },
          },
        ],
      },
    ]);
  });

  it("of an older release do not replace those of a newer one", async () => {
    const of = async (version: string, above: number, force = false) => {
      const service = { service: "shop", version };
      return (await send({ plugins: [toaster("Toaster", above)], alerts, service, force }))
        .alerts[0];
    };
    expect(await of("1.0.0", 10)).toMatchObject({ result: "created" });
    expect(await of("1.1.0", 20)).toMatchObject({ result: "updated" });
    expect(await of("1.0.0", 10)).toMatchObject({
      result: "older",
      reason: expect.stringContaining("shop 1.1.0"),
    });
    expect(await of("1.1.0", 20)).toMatchObject({ result: "unchanged" });
    expect(await of("1.0.0", 10, true)).toMatchObject({ result: "updated" });
  });

  it("that somebody undertook to save, and did not, are saved when the claim is old", async () => {
    const path = /rule-groups/;
    grafana.disturb({ method: "PUT", path, cut: "before", times: Infinity });
    const connection = { url: grafana.url, token: "admin-token", attempts: 1 };
    const first = await send({ connection, plugins: [toaster()], alerts });
    expect(first.alerts).toMatchObject([{ result: "failed" }]);
    grafana.settle();
    const tooEarly = await send({ plugins: [toaster()], alerts, dryRun: true });
    expect(tooEarly.alerts).toMatchObject([{ result: "created" }]);
    ageClaims(grafana);
    const second = await send({ plugins: [toaster()], alerts });
    expect(second.alerts).toMatchObject([{ result: "created" }]);
  });

  it("without the right to write them are a failure of their own", async () => {
    const connection = { url: grafana.url, token: "editor-token" };
    const report = await publish({ connection, plugins: [toaster()], alerts });
    expect(report.dashboards).toMatchObject([{ result: "created" }]);
    expect(report.alerts).toMatchObject([
      { result: "failed", reason: expect.stringContaining("Admin") },
    ]);
    expect(report.ok).toBe(false);
    // Nobody waits for them, and who got the right meanwhile need not either.
    const again = await send({ plugins: [toaster()], alerts });
    expect(again.alerts).toMatchObject([{ result: "created" }]);
  });
});

it("a dry run tells what would be, and writes nothing", async () => {
  const everything = { plugins: [toaster()], dashboards: [own("a")], alerts: { dataSource: "p" } };
  const report = await send({ ...everything, dryRun: true });
  expect(report).toMatchObject({
    ok: true,
    isDryRun: true,
    folders: [{ result: "created" }],
    dashboards: [{ result: "created" }, { result: "created" }],
    alerts: [{ result: "created" }],
  });
  expect(grafana.log.filter(({ method }) => method !== "GET")).toEqual([]);
});
