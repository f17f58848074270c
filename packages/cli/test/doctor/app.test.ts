import { freePort } from "@promenade/testing/services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { project, promenade } from "../helpers.ts";
import { setUpOf, visit as sendDoctor, type Call, type Visit } from "./visit.ts";
import { addressOf, startGrafana, startWorld, type World } from "./world.ts";

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

describe("a healthy set-up", () => {
  it("is all green, from the app to the dashboards", async () => {
    await using grafana = await startGrafana(world.app, world.prometheus.url);
    const visited = await visit({
      prometheus: world.prometheus.url,
      environment: { GRAFANA_URL: grafana.url, GRAFANA_TOKEN: "admin-token" },
    });
    expect(visited.steps.filter(({ mark }) => mark !== "ok")).toEqual([]);
    expect(visited).toMatchObject({ code: 0, ok: true });
    expect(visited.steps).toHaveLength(17);
  });

  it("is green as far as it is given", async () => {
    const { code, steps } = await visit({});
    expect(code).toBe(0);
    const marks = Object.fromEntries(steps.map(({ name, mark }) => [name, mark]));
    expect(marks).toMatchObject({
      recorded: "ok",
      budget: "ok",
      prometheus: "skipped",
      grafana: "skipped",
    });
  });

  it("does not miss what a plugin without dashboards never records", async () => {
    const silent = "definePlugin({ name: 'silent', metrics: {}, setup() {} })()";
    const { cause, code } = await visit({ config: setUpOf(world.app, `node(), ${silent}`) });
    expect(cause).toBeUndefined();
    expect(code).toBe(0);
  });

  it("does not miss what a plugin without metrics cannot record", async () => {
    const boards = "boards: () => Promise.resolve({ dashboards: [], alerts: [] })";
    const levels = `definePlugin({ name: 'levels', metrics: {}, ${boards}, setup() {} })()`;
    const { steps } = await visit({ config: setUpOf(world.app, `node(), ${levels}`) });
    expect(steps.find(({ name }) => name === "recorded")).toMatchObject({
      mark: "ok",
      text: "Every plugin records: node",
    });
  });

  it("reads well in a pipe", async () => {
    const { stdout, code } = await promenade(
      await project({ "promenade.mjs": setUpOf(world.app) }),
      ["doctor"],
    );
    expect(code).toBe(0);
    expect(stdout).toContain("ok      The app answers at http://127.0.0.1:");
    expect(stdout).toContain("skipped Prometheus: give its address with --prometheus");
    expect(stdout).not.toContain("because of");
    expect(stdout).toContain("All well: 7 steps right, 10 not looked at.");
  });

  it("says what idle panels wait for", async () => {
    const args = ["--job", "shop"];
    const { steps } = await visit({
      config: setUpOf(world.app, "node(), graphql()"),
      prometheus: world.prometheus.url,
      args,
    });
    const panels = steps.find(({ name }) => name === "panels");
    expect(panels?.mark).toBe("ok");
    expect(panels?.text).toMatch(/waiting for a first event: .*graphql \(\d+\)/);
    expect(panels?.details?.join("\n")).toContain("no graphql_operation_duration_seconds yet");
  });
});

describe("a broken app", () => {
  it.each<[name: string, habits: () => Habits | Promise<Habits>, step: string, text: RegExp]>([
    [
      "a set-up that throws on import",
      () => ({ config: `import "node:fs";\nthrow new Error("no DATABASE_URL");` }),
      "set-up",
      /promenade\.mjs:2: no DATABASE_URL/,
    ],
    ["no set-up", () => ({ config: "" }), "set-up", /There is no promenade\.ts/],
    [
      "a wrong port",
      async () => ({ args: ["--url", `http://127.0.0.1:${await freePort()}/metrics`] }),
      "reachable",
      /nothing listens on that port/,
    ],
    [
      "a wrong path",
      () => ({ args: ["--url", `http://${addressOf(world.app)}/metric`] }),
      "reachable",
      /answers 404/,
    ],
    [
      "no credentials",
      () => ({ args: ["--url", world.guarded.url ?? ""] }),
      "reachable",
      /answers 401: it wants credentials/,
    ],
    [
      "wrong credentials",
      () => ({
        args: ["--url", world.guarded.url ?? ""],
        environment: { METRICS_TOKEN: "sesame" },
      }),
      "reachable",
      /answers 401: the credentials are wrong/,
    ],
    [
      "an app without plugins",
      () => ({ args: ["--url", world.bare.url ?? ""] }),
      "recorded",
      /The registry is empty/,
    ],
    [
      "another app",
      () => ({ args: ["--url", world.billing.url ?? ""] }),
      "recorded",
      /Another app answers: billing, not shop/,
    ],
    ["too many series", () => ({ args: ["--budget", "50"] }), "budget", /and the budget is 50/],
  ])("is named: %s", async (_, habits, step, text) => {
    const { code, cause } = await visit(await habits());
    expect(cause).toMatchObject({ name: step, mark: "problem" });
    expect(cause?.text).toMatch(text);
    expect(code).toBe(1);
  });

  it.each([
    ["a web page", "<!doctype html><p>Log in", "text/html", "content-type", /web page/],
    ["a wrong type", "up 1\n", "application/json", "content-type", /"application\/json"/],
    ["no metrics", "up 1\nsome text here\n", "text/plain", "exposition", /Line 2/],
    ["a foreign exporter", "node_cpu 1\n", "text/plain", "recorded", /not the metrics of shop/],
    ["nothing", "", "text/plain", "recorded", /The registry is empty/],
  ])("is named: it serves %s", async (_, content, type, step, text) => {
    Object.assign(world.page, { content, type });
    const { code, cause } = await visit({ args: ["--url", world.page.url] });
    expect(cause).toMatchObject({ name: step, mark: "problem" });
    expect(cause?.text).toMatch(text);
    expect(code).toBe(1);
  });
});
