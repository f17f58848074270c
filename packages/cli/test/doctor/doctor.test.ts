import { publish } from "@promenade/grafana";
import { node } from "@promenade/node";
import { startFakeGrafana } from "@promenade/testing/grafana";
import { freePort } from "@promenade/testing/services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Diagnosis } from "../../src/doctor/examine.ts";
import { project, promenade } from "../helpers.ts";
import { addressOf, startGrafana, startPlainPrometheus, startWorld, type World } from "./world.ts";

interface Visit {
  readonly code: number;
  readonly ok: boolean;
  readonly steps: readonly Diagnosis[];
  /** The first step that is not right: what a reader looks at. */
  readonly cause: Diagnosis | undefined;
}

let world: World;

beforeAll(async () => {
  world = await startWorld();
}, 300_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

/** The set-up of the healthy app, as its file has it. */
function setUp(plugins = "node()"): string {
  return `import { promenade } from "@promenade/core";
import { node } from "@promenade/node";
import { graphql } from "@promenade/graphql";

export const metrics = promenade({
  service: "shop",
  version: "1.0.0",
  plugins: [${plugins}],
  server: { host: "127.0.0.1", port: ${new URL(world.app.url ?? "").port} },
});
`;
}

interface Habits {
  readonly config?: string;
  readonly prometheus?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** Sends the doctor to a project, with all that was given. */
async function visit({
  config = setUp(),
  prometheus,
  environment = {},
  args = [],
}: Habits): Promise<Visit> {
  const directory = await project(config === "" ? {} : { "promenade.mjs": config });
  const variables = {
    ...(prometheus === undefined ? {} : { PROMETHEUS_URL: prometheus }),
    ...environment,
  };
  const { code, stdout, stderr } = await promenade(
    directory,
    ["doctor", "--json", ...args],
    variables,
  );
  expect(stderr).toBe("");
  const { ok, steps } = JSON.parse(stdout) as Pick<Visit, "ok" | "steps">;
  const cause = steps.find(({ mark }) => mark === "problem" || mark === "warning");
  return { code, ok, steps, cause };
}

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

  it("reads well in a pipe", async () => {
    const { stdout, code } = await promenade(await project({ "promenade.mjs": setUp() }), [
      "doctor",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("ok      The app answers at http://127.0.0.1:");
    expect(stdout).toContain("skipped Prometheus: give its address with --prometheus");
    expect(stdout).not.toContain("because of");
    expect(stdout).toContain("All well: 7 steps right, 10 not looked at.");
  });

  it("says what idle panels wait for", async () => {
    const args = ["--job", "shop"];
    const { steps } = await visit({
      config: setUp("node(), graphql()"),
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
      () => ({ args: ["--url", world.guarded.url ?? "", "--metrics-token", "sesame"] }),
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

describe("a broken Prometheus", () => {
  it.each<[name: string, habits: () => Habits | Promise<Habits>, step: string, text: RegExp]>([
    [
      "it is down",
      async () => ({ prometheus: `http://127.0.0.1:${await freePort()}` }),
      "prometheus",
      /nothing listens on that port/,
    ],
    [
      "the address is another server's",
      () => ({ prometheus: `http://${addressOf(world.app)}` }),
      "prometheus",
      /not as Prometheus does/,
    ],
    ["it has no such target", () => ({ prometheus: world.empty.url }), "target", /has none at all/],
    [
      "it scrapes the app as another job",
      () => ({ prometheus: world.prometheus.url, args: ["--job", "web"] }),
      "target",
      /as job "shop", not "web"/,
    ],
  ])("is named: %s", async (_, habits, step, text) => {
    const { code, cause } = await visit(await habits());
    expect(cause).toMatchObject({ name: step, mark: "problem" });
    expect(cause?.text).toMatch(text);
    expect(cause?.fix ?? cause?.text).toMatch(/\w/);
    expect(code).toBe(1);
  });

  it("is named: its target is down", async () => {
    const address = addressOf(world.guarded);
    world.empty.scrape({ address, job: "shop" });
    await world.empty.waitFor(`up{instance="${address}"} == 0`);
    const { cause } = await visit({
      prometheus: world.empty.url,
      args: ["--url", world.guarded.url ?? "", "--metrics-token", "open sesame"],
    });
    expect(cause).toMatchObject({ name: "target", mark: "problem" });
    expect(cause?.text).toMatch(/cannot scrape .*401/);
    expect(cause?.fix).toMatch(/credentials/);
  });

  it("is named: it does not store exemplars", async () => {
    const plain = await startPlainPrometheus(addressOf(world.app));
    const visited = await visit({ prometheus: plain.url });
    const strict = await visit({ prometheus: plain.url, args: ["--strict"] });
    await plain.stop();
    expect(visited.cause).toMatchObject({
      name: "exemplars",
      mark: "warning",
      fix: "Start it with --enable-feature=exemplar-storage.",
    });
    expect([visited.code, strict.code]).toEqual([0, 1]);
  });
});

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
