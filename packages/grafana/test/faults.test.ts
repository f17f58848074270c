import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publish } from "../src/index.ts";
import { dashboardIn, once, own, savesIn, toaster } from "./support/app.ts";

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await startFakeGrafana();
});
afterEach(async () => await grafana.stop());

const connection = (token = "editor-token") => ({ url: grafana.url, token });

describe("an overloaded Grafana", () => {
  it("is given the time that it asks for", async () => {
    const headers = { "retry-after": "1" };
    grafana.disturb({ path: "/api/dashboards/db", answer: { status: 429, headers } });
    const begin = Date.now();
    const report = await publish({ connection: connection(), dashboards: [own("a")] });
    expect(report).toMatchObject({ ok: true, dashboards: [{ uid: "a", result: "created" }] });
    expect(Date.now() - begin).toBeGreaterThanOrEqual(1000);
  });

  it("is tried again after 500, 502 and 503", async () => {
    for (const [index, status] of [500, 502, 503].entries())
      grafana.disturb({ path: /dashboards/, at: index + 1, answer: { status } });
    const report = await publish({ connection: connection(), dashboards: [own("a")] });
    expect(report.ok).toBe(true);
    expect(savesIn(grafana)).toEqual({ a: 1 });
  });

  it("that asks for an hour is left alone, with one clear line", async () => {
    const headers = { "retry-after": "3600" };
    grafana.disturb({ times: Infinity, answer: { status: 429, headers } });
    const { lines, text } = await once({ url: grafana.url });
    const errors = lines.filter((line) => line.startsWith("error"));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain("429");
    expect(errors[0]).toContain("The app is not affected");
    expect(text).toMatch(/^promenade_grafana_requests_total\{outcome="unreachable"\} 1$/m);
  });

  it("gets at most as many dashboards at one time as it may", async () => {
    const reads = /^\/api\/dashboards\/uid\//;
    grafana.disturb({ path: reads, times: Infinity, delayMilliseconds: 100 });
    const dashboards = Array.from({ length: 8 }, (_, index) => own(`own-${index}`));
    const running = publish({ connection: connection(), dashboards, concurrency: 2 });
    let most = 0;
    const sampler = setInterval(() => {
      const open = grafana.log.filter(
        ({ path, status }) => reads.test(path) && status === undefined,
      );
      most = Math.max(most, open.length);
    }, 5);
    const report = await running;
    clearInterval(sampler);
    expect(most).toBe(2);
    expect(report.dashboards.map(({ result }) => result)).toEqual(
      Array.from({ length: 8 }, () => "created"),
    );
  });
});

describe("a refusal", () => {
  it.each([
    ["wrong-token", "401", "not expired"],
    ["viewer-token", "403", "Editor"],
  ])("of %s is said with the way out", async (token, status, advice) => {
    const report = await publish({ connection: connection(token), dashboards: [own("a")] });
    expect(report.ok).toBe(false);
    const said = JSON.stringify(report);
    expect(said).toContain(status);
    expect(said).toContain(advice);
    expect(said).not.toContain(token);
  });

  it("of one dashboard does not stop the others", async () => {
    await grafana.stop();
    grafana = await startFakeGrafana({ quota: { dashboards: 1 } });
    const report = await publish({
      connection: connection(),
      dashboards: [own("a"), own("b")],
      concurrency: 1,
    });
    expect(report.dashboards).toMatchObject([
      { uid: "a", result: "created" },
      { uid: "b", result: "failed", reason: expect.stringContaining("Quota reached") },
    ]);
    expect(report.ok).toBe(false);
  });

  it("by a page that is no Grafana is recognised", async () => {
    const headers = { "content-type": "text/html" };
    grafana.disturb({
      times: Infinity,
      answer: { status: 200, body: "<html>Login</html>", headers },
    });
    const report = await publish({ connection: connection(), dashboards: [own("a")] });
    expect(report.problems.join()).toContain("not Grafana's API");
  });

  it("that is a redirection says where to", async () => {
    const headers = { location: "https://grafana.example.com/login?secret=1" };
    grafana.disturb({ times: Infinity, answer: { status: 302, body: "", headers } });
    const report = await publish({ connection: connection(), dashboards: [own("a")] });
    expect(report.problems.join()).toContain("redirects to https://grafana.example.com/login:");
  });

  it("by nobody at all names the cause", async () => {
    const { url } = grafana;
    await grafana.down();
    const report = await publish({ connection: { url, attempts: 1 }, dashboards: [own("a")] });
    expect(report).toMatchObject({ ok: false, dashboards: [] });
    expect(report.problems.join()).toMatch(/cannot be reached.*ECONNREFUSED.*Check host and port/);
  });
});

it("an app does not notice that there is no Grafana, and the next start has it all", async () => {
  const { url } = grafana;
  await grafana.down();
  const escaped: unknown[] = [];
  const listener = (error: unknown): void => void escaped.push(error);
  process.on("uncaughtExceptionMonitor", listener);
  const { text, lines } = await once({ url, attempts: 2 });
  process.off("uncaughtExceptionMonitor", listener);
  expect(escaped).toEqual([]);
  expect(text).toMatch(/^promenade_grafana_upload_status 0$/m);
  expect(text).toMatch(/^promenade_grafana_requests_total\{outcome="unreachable"\} 2$/m);
  expect(lines.filter((line) => line.startsWith("error"))).toEqual([
    expect.stringMatching(/ECONNREFUSED.*the next start tries again/),
  ]);
  await grafana.up();
  await once({ url });
  expect(savesIn(grafana)).toEqual({ "promenade-toaster": 1 });
});

describe("what belongs to others", () => {
  it("a provisioned dashboard is left alone", async () => {
    grafana.addDashboard({
      dashboard: { uid: "promenade-toaster", title: "From a file" },
      provisionedFrom: "toaster.json",
    });
    const report = await publish({ connection: connection(), plugins: [toaster()] });
    expect(report).toMatchObject({ ok: true, dashboards: [{ result: "provisioned" }] });
    expect(dashboardIn(grafana, "promenade-toaster").json["title"]).toBe("From a file");
  });

  it("a dashboard of our uid that a person made is left alone", async () => {
    grafana.addDashboard({ dashboard: { uid: "a", title: "By hand" } });
    const report = await publish({ connection: connection(), dashboards: [own("a")] });
    expect(report.dashboards).toMatchObject([
      { result: "kept", reason: expect.stringContaining("ada made it by hand") },
    ]);
  });

  it("an edit is overwritten, or a failure, when the user says so", async () => {
    const dashboards = [own("a")];
    await publish({ connection: connection(), dashboards });
    grafana.editDashboard("a", (json) => (json["title"] = "Edited"));
    const failing = await publish({ connection: connection(), dashboards, onEdit: "fail" });
    expect(failing).toMatchObject({ ok: false, dashboards: [{ result: "failed" }] });
    const writing = await publish({ connection: connection(), dashboards, onEdit: "overwrite" });
    expect(writing).toMatchObject({ ok: true, dashboards: [{ result: "updated" }] });
    expect(dashboardIn(grafana, "a").json["title"]).toBe("Own a");
    const after = await publish({ connection: connection(), dashboards });
    expect(after.dashboards).toMatchObject([{ result: "unchanged" }]);
  });

  it("an edit in the model of version 13 is seen, too", async () => {
    await grafana.stop();
    grafana = await startFakeGrafana({ version: "13" });
    const dashboards = [own("a")];
    await publish({ connection: connection(), dashboards });
    grafana.editDashboard("a", (json) => (json["title"] = "Tabs"), { isConvertible: false });
    const kept = await publish({ connection: connection(), dashboards });
    expect(kept.dashboards).toMatchObject([{ result: "kept" }]);
    const written = await publish({ connection: connection(), dashboards, onEdit: "overwrite" });
    expect(written.dashboards).toMatchObject([{ result: "updated" }]);
    expect(dashboardIn(grafana, "a").json["title"]).toBe("Own a");
  });

  it("a dashboard that a person moved stays where it is, with its new content", async () => {
    await publish({ connection: connection(), plugins: [toaster()] });
    grafana.addFolder({ uid: "team", title: "Team" });
    const { json, version } = dashboardIn(grafana, "promenade-toaster");
    await fetch(`${grafana.url}/api/dashboards/db`, {
      method: "POST",
      headers: { authorization: "Bearer admin-token" },
      body: JSON.stringify({
        dashboard: { ...json, uid: "promenade-toaster", version },
        folderUid: "team",
      }),
    });
    const report = await publish({ connection: connection(), plugins: [toaster("New")] });
    expect(report.dashboards).toMatchObject([{ result: "updated" }]);
    expect(dashboardIn(grafana, "promenade-toaster")).toMatchObject({
      folderUid: "team",
      json: { title: "New" },
    });
  });

  it.each(["10", "11.2.0", "13"])(
    "a person's folder of our title keeps its uid (%s)",
    async (version) => {
      await grafana.stop();
      grafana = await startFakeGrafana({ version });
      grafana.addFolder({ uid: "by-hand", title: "Promenade" });
      const report = await publish({ connection: connection(), dashboards: [own("a")] });
      expect(report.ok).toBe(true);
      const folders = grafana.content().folders.map(({ uid, title }) => `${uid}: ${title}`);
      expect(folders).toContain("by-hand: Promenade");
      expect(folders).toHaveLength(2);
      expect(dashboardIn(grafana, "a").folderUid).toBe("promenade");
    },
  );

  it("a folder that a person renamed stays renamed", async () => {
    grafana.addFolder({ uid: "promenade", title: "Metrics of ours" });
    const report = await publish({ connection: connection(), dashboards: [own("a")] });
    expect(report.folders).toMatchObject([{ result: "unchanged", title: "Metrics of ours" }]);
    expect(dashboardIn(grafana, "a").folderUid).toBe("promenade");
  });
});
