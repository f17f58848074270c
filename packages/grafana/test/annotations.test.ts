import type { ServiceIdentity } from "@promenade/core";
import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { annotate, type GrafanaOptions } from "../src/index.ts";
import { ageClaims, appWith, dashboardIn, own, savesIn, type TestApp } from "./support/app.ts";

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await startFakeGrafana();
});
afterEach(async () => await grafana.stop());

const commitUrl = "https://example.com/shop/commit/{revision}";
const marks = (kind: string) =>
  grafana.content().annotations.filter(({ tags }) => tags.includes(kind));

/** An app whose start has been marked, or not, by now. */
async function start(
  identity: Partial<ServiceIdentity> = {},
  annotations: GrafanaOptions["annotations"] = { settleSeconds: 0, commitUrl },
): Promise<TestApp> {
  const test = appWith({ url: grafana.url, annotations }, identity);
  await test.app.start();
  await expect
    .poll(async () => await test.app.text(), { timeout: 60_000 })
    .toMatch(/^promenade_grafana_annotations_total\{/m);
  return test;
}

describe("a deploy", () => {
  it("is one annotation with version, commit, author and environment", async () => {
    const { app } = await start({ version: "1.4.2", revision: "5f2c9e1abcdef0123" });
    expect(grafana.content().annotations).toMatchObject([
      {
        text: 'shop 1.4.2 deployed\n<a href="https://example.com/shop/commit/5f2c9e1abcdef0123">5f2c9e1abcde</a> by Ada in test',
        tags: expect.arrayContaining([
          "promenade",
          "deploy",
          "service:shop",
          "environment:test",
          "version:1.4.2",
          "revision:5f2c9e1abcde",
        ]),
      },
    ]);
    const [mark] = grafana.content().annotations;
    expect(mark?.time).toBeCloseTo(performance.timeOrigin, -2);
    expect(mark?.timeEnd).toBeGreaterThan(mark?.time ?? 0);
    await app.stop();
  });

  it("is entered in the dashboard of deploys, where people may add panels", async () => {
    const first = await start({ version: "1.0.0" });
    await first.app.stop();
    const uid = "promenade-deploys-shop-test";
    expect(dashboardIn(grafana, uid)).toMatchObject({
      folderUid: "promenade",
      json: { title: "Deploys of shop (test)" },
    });
    grafana.editDashboard(uid, (json) => {
      (json["panels"] as object[]).push({ id: 77, type: "text", title: "Ours" });
    });
    const second = await start({ version: "2.0.0" });
    await second.app.stop();
    const panels = dashboardIn(grafana, uid).json["panels"] as {
      readonly title: string;
      readonly options?: { readonly content?: string };
    }[];
    expect(panels.map(({ title }) => title)).toEqual(["Log", "On the graphs", "Ours"]);
    const log = panels[0]?.options?.content ?? "";
    expect(log.split("\n").map((line) => line.split(" | ").slice(1, 3).join(" "))).toEqual([
      "What Version",
      "--- ---",
      "stop 2.0.0",
      "deploy 2.0.0",
      "stop 1.0.0",
      "deploy 1.0.0",
    ]);
  });

  it("is a deploy again when an earlier version comes back for good", async () => {
    const annotations = { settleSeconds: 0, rolloutSeconds: 0 };
    for (const version of ["1.0.0", "2.0.0", "1.0.0"]) {
      const { app } = await start({ version }, annotations);
      await app.stop();
      // Claims of a deploy that has been are not held against the next one.
      if (version === "2.0.0") ageClaims(grafana);
    }
    expect(marks("deploy").map(({ text }) => text.split("\n")[0])).toEqual([
      "shop 1.0.0 deployed",
      "shop 2.0.0 deployed",
      "shop 1.0.0 deployed",
    ]);
  });

  it("is a roll-back, too, when the newer version is told to stop", async () => {
    const former = await start({ version: "1.0.0" });
    const next = await start({ version: "1.1.0" });
    await former.app.stop();
    await next.app.stop();
    ageClaims(grafana);
    const again = await start({ version: "1.0.0" });
    // By then the version that was rolled back is the former one: its replica that comes back is a restart.
    const late = await start({ version: "1.1.0" });
    for (const { app } of [again, late]) await app.stop();
    expect(marks("deploy").map(({ text }) => text.split("\n")[0])).toEqual([
      "shop 1.0.0 deployed",
      "shop 1.1.0 deployed",
      "shop 1.0.0 deployed",
    ]);
    expect(marks("restart").map(({ text }) => text.split("\n")[0])).toEqual([
      "shop 1.1.0 started again",
    ]);
  });

  it(
    "is a roll-back, too, when the newer version stops only after the former one is up",
    { timeout: 120_000 },
    async () => {
      const former = await start({ version: "1.0.0" });
      const next = await start({ version: "1.1.0" });
      await former.app.stop();
      ageClaims(grafana);
      const annotations = { settleSeconds: 60, commitUrl };
      const again = appWith({ url: grafana.url, annotations }, { version: "1.0.0" });
      const looks = () =>
        grafana.log.filter(({ method, path }) => method === "GET" && path === "/api/annotations")
          .length;
      const before = looks();
      await again.app.start();
      // It has looked twice, for deploys and for stops, and found the newer version at work.
      await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThanOrEqual(before + 4);
      expect(marks("deploy")).toHaveLength(2);
      await next.app.stop();
      await expect.poll(() => marks("deploy").length, { timeout: 60_000 }).toBe(3);
      await again.app.stop();
      expect(marks("restart")).toEqual([]);
    },
  );

  it(
    "of 200 replicas is one annotation that lasts until the last is up",
    { timeout: 240_000 },
    async () => {
      await grafana.stop();
      grafana = await startFakeGrafana({ latencyMilliseconds: 20 });
      const replicas = Array.from({ length: 200 }, () =>
        appWith({ url: grafana.url, dashboards: [own("a")], annotations: { settleSeconds: 1 } }),
      );
      await Promise.all(replicas.map(async ({ app }) => await app.start()));
      const up = Date.now();
      await expect
        .poll(
          async () => {
            const texts = await Promise.all(replicas.map(async ({ app }) => await app.text()));
            return texts.filter((text) => /annotations_total\{kind="deploy"/.test(text)).length;
          },
          { timeout: 120_000, interval: 500 },
        )
        .toBe(200);
      expect(grafana.content().annotations).toHaveLength(1);
      expect(savesIn(grafana)).toEqual({
        "promenade-toaster": 1,
        a: 1,
        "promenade-deploys-shop-test": 1,
      });
      await expect
        .poll(() => marks("deploy")[0]?.timeEnd, { timeout: 30_000 })
        .toBeGreaterThanOrEqual(up - 600);
      await Promise.all(replicas.map(async ({ app }) => await app.stop()));
      expect(marks("deploy")).toHaveLength(1);
      expect(marks("stop").length).toBeLessThanOrEqual(1);
      const posts = grafana.log.filter(
        ({ method, path }) => method === "POST" && path === "/api/annotations",
      );
      expect(posts.length).toBeLessThanOrEqual(2);
    },
  );
});

describe("what is no deploy", () => {
  it("a start of the same version later is a restart", async () => {
    const first = await start();
    await first.app.stop();
    // An hour passes.
    for (const mark of marks("deploy") as { time: number; timeEnd: number }[]) {
      mark.time -= 3_600_000;
      mark.timeEnd -= 3_600_000;
    }
    const second = await start();
    await second.app.stop();
    expect(marks("deploy")).toHaveLength(1);
    expect(marks("restart")).toMatchObject([{ text: expect.stringContaining("started again") }]);
  });

  it("a replica of the version before that comes back during a roll-out is a restart", async () => {
    const former = await start({ version: "1.0.0" });
    const next = await start({ version: "1.1.0" });
    const again = await start({ version: "1.0.0" });
    for (const { app } of [former, next, again]) await app.stop();
    expect(
      marks("deploy").map(({ tags }) => tags.find((tag) => tag.startsWith("version"))),
    ).toEqual(["version:1.0.0", "version:1.1.0"]);
    expect(marks("restart")).toHaveLength(1);
  });

  it("a stop has its own mark, unless it is off", async () => {
    const loud = await start({ service: "loud" });
    await loud.app.stop();
    const quiet = await start({ service: "quiet" }, { settleSeconds: 0, stops: false });
    await quiet.app.stop();
    expect(marks("stop")).toMatchObject([{ text: expect.stringContaining("loud 1.0.0 stopped") }]);
  });
});

it("a deploy without rights to annotate is one line in the log, and the dashboards are there", async () => {
  await grafana.stop();
  const permissions = {
    "dashboards:read": ["*"],
    "dashboards:create": ["*"],
    "dashboards:write": ["*"],
    "folders:read": ["*"],
    "folders:create": ["*"],
  };
  grafana = await startFakeGrafana({ tokens: { "editor-token": { permissions } } });
  const { app, log } = await start();
  await app.stop();
  expect(log.lines.filter((line) => line.startsWith("warn"))).toEqual([
    expect.stringMatching(/not marked in Grafana: .*403.*annotations:read.*annotations: false/),
  ]);
  expect(savesIn(grafana)["promenade-toaster"]).toBe(1);
});

it("no annotation, and no dashboard of deploys, when they are off", async () => {
  const { app, isUploaded } = appWith({ url: grafana.url, annotations: false });
  await app.start();
  await expect.poll(isUploaded, { timeout: 60_000 }).toBe(true);
  await app.stop();
  expect(grafana.content().annotations).toEqual([]);
  expect(savesIn(grafana)).toEqual({ "promenade-toaster": 1 });
});

describe("annotate()", () => {
  const service = {
    service: "shop",
    version: "1.0.0",
    revision: "abc",
    author: "Ada",
    environment: "test",
  };

  it("marks once, however often the pipeline repeats it, and the app joins in", async () => {
    const connection = { url: grafana.url, token: "editor-token" };
    const time = new Date(Date.now() - 60_000);
    const first = await annotate({ connection, service, time, commitUrl });
    expect(first.result).toBe("created");
    const second = await annotate({ connection, service, time, commitUrl });
    expect(second).toMatchObject({ result: "unchanged", id: first.id });
    const { app } = await start();
    await expect.poll(() => marks("deploy")[0]?.timeEnd).toBeGreaterThan(time.getTime() + 30_000);
    await app.stop();
    expect(marks("deploy")).toMatchObject([{ id: first.id }]);
  });

  it("survives a lost answer without a second mark", async () => {
    grafana.disturb({ method: "POST", cut: "after" });
    const connection = { url: grafana.url, token: "editor-token" };
    const { result } = await annotate({ connection, service });
    expect(result).toBe("unchanged");
    expect(marks("deploy")).toHaveLength(1);
  });

  it("rejects with the cause", async () => {
    const connection = { url: grafana.url, token: "viewer-token" };
    await expect(annotate({ connection, service })).rejects.toThrow(
      /403.*\[PROMENADE_GRAFANA_FORBIDDEN\]/,
    );
  });
});
