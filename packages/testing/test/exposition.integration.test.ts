import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { counter, gauge, histogram, promenade, Registry, type Promenade } from "@promenade/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPrometheus, type PrometheusService } from "../src/services/prometheus.ts";
import { promtool } from "../src/services/promtool.ts";

const help = 'Back\\slash, "quotes"\nand lines.';
const hostile = [
  'a "b"',
  "back\\slash",
  "line\nbreak",
  "{}=,#",
  "é😀",
  "\u0000",
  "# EOF",
  "x".repeat(10_000),
];
const buckets = [0.005, 1, 2.5, 1e7];
const token = "a-secret-token";

/** Another library's registry, as prom-client reports it. */
const foreign = {
  getMetricsAsJSON: () => [
    {
      name: "foreign_jobs",
      help,
      type: "counter",
      values: [{ value: 7, labels: { kind: 'a"b' } }],
    },
    {
      name: "foreign_latency",
      help,
      type: "summary",
      values: [
        { value: 0.5, labels: { quantile: 0.5 } },
        { value: 3, labels: {}, metricName: "foreign_latency_sum" },
        { value: 4, labels: {}, metricName: "foreign_latency_count" },
      ],
    },
  ],
};

function makeApp(): Promenade {
  const registry = new Registry();
  const app = promenade({
    service: "shop",
    registry,
    registries: [foreign],
    server: { host: "127.0.0.1", port: 0, auth: { bearer: () => token } },
    exemplars: () => ({
      trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
      span_id: "00f067aa0ba902b7",
    }),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  registry.refreshExemplars();
  return app;
}

function record(app: Promenade): void {
  const jobs = app.register(counter({ name: "x_jobs_total", help, labels: ["kind"] }));
  for (const [index, kind] of hostile.entries()) jobs.inc({ kind }, index + 0.5);
  const level = app.register(gauge({ name: "x_level_ratio", help, unit: "ratio", labels: ["of"] }));
  level.set({ of: "tiny" }, 5e-324);
  level.set({ of: "huge" }, Number.MAX_VALUE);
  level.inc({ of: "infinite" }, Number.MAX_VALUE);
  level.inc({ of: "infinite" }, Number.MAX_VALUE);
  app.register(gauge({ name: "x_never_set", help, labels: ["a"] }));
  const wait = app.register(
    histogram({ name: "x_wait_seconds", help, unit: "seconds", labels: ["op"], buckets }),
  );
  for (const value of [0.001, 0.7, 2, 2e7]) wait.observe({ op: "read" }, value);
  const many = app.register(counter({ name: "x_many_total", help, labels: ["at"] }));
  for (let at = 0; at < 900; at += 1) many.inc({ at }, at);
}

/** Serves the app's handler, but makes every scraper ask for text. */
async function serveText(app: Promenade): Promise<Server> {
  const server = createServer((request, response) => {
    request.headers.accept = "text/plain;version=0.0.4";
    app.handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

describe.each(["2", "3"] as const)("Prometheus %s.x", (version) => {
  let app: Promenade;
  let text: Server;
  let prometheus: PrometheusService;

  beforeAll(async () => {
    app = makeApp();
    await app.start();
    record(app);
    text = await serveText(app);
    const authorization = { credentials: token };
    const target = (job_name: string, address: string): unknown => ({
      job_name,
      authorization,
      static_configs: [{ targets: [address] }],
    });
    const addresses = [
      new URL(app.url ?? "").host,
      `127.0.0.1:${(text.address() as AddressInfo).port}`,
    ];
    prometheus = await startPrometheus({
      version,
      configuration: {
        scrape_configs: [
          target("openmetrics", addresses[0] ?? ""),
          target("text", addresses[1] ?? ""),
        ],
      },
    });
    await prometheus.waitForScrapes(addresses);
  }, 300_000);

  afterAll(async () => {
    await prometheus.stop();
    text.close();
    await app.stop();
  });

  it.each(["openmetrics", "text"])("reads every sample of %s", async (job) => {
    const counts = await prometheus.query(`scrape_samples_scraped{job="${job}"}`);
    const exposed = (await app.text())
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    // The first scrape of a format is missing in its own duration.
    expect(counts[0]?.value).toBeGreaterThan(exposed.length - 30);
    const jobs = await prometheus.query(`x_jobs_total{job="${job}"}`);
    expect(new Map(jobs.map(({ labels, value }) => [labels["kind"], value]))).toEqual(
      new Map(hostile.map((kind, index) => [kind, index + 0.5])),
    );
    const levels = await prometheus.query(`x_level_ratio{job="${job}",of!="infinite"}`);
    expect(new Map(levels.map(({ labels, value }) => [labels["of"], value]))).toEqual(
      new Map([
        ["tiny", 5e-324],
        ["huge", Number.MAX_VALUE],
      ]),
    );
    const infinite = await prometheus.query(`x_level_ratio{job="${job}"} == Inf`);
    expect(infinite.map(({ labels }) => labels["of"])).toEqual(["infinite"]);
    const [many] = await prometheus.query(`sum(x_many_total{job="${job}"})`);
    expect(many?.value).toBe((899 * 900) / 2);
    const bounds = await prometheus.query(`x_wait_seconds_bucket{job="${job}"}`);
    expect(
      bounds
        .map(({ labels, value }) => [Number(labels["le"]?.replace("Inf", "Infinity")), value])
        .toSorted(([a = 0], [b = 0]) => a - b),
    ).toEqual([
      [0.005, 1],
      [1, 2],
      [2.5, 3],
      [1e7, 3],
      [Number.POSITIVE_INFINITY, 4],
    ]);
    // Prometheus 3 gives bounds of the text format the spelling that OpenMetrics has.
    const spelling = job === "text" && version === "2" ? "1" : "1.0";
    const spelled = `x_wait_seconds_bucket{job="${job}",le="${spelling}"}`;
    expect(await prometheus.query(spelled)).toHaveLength(1);
    const foreignJobs = await prometheus.query(`foreign_jobs{job="${job}"}`);
    expect(foreignJobs.map(({ labels, value }) => [labels["kind"], value])).toEqual([['a"b', 7]]);
    expect(await prometheus.query(`foreign_latency{job="${job}",quantile="0.5"}`)).toHaveLength(1);
    expect(
      await prometheus.query(`promenade_start_time_seconds{job="${job}",service_name="shop"}`),
    ).toHaveLength(1);
  });

  it("finds no fault with any scrape", async () => {
    const targets = await prometheus.targets();
    expect(
      targets.map(({ job, health, lastError }) => `${job} ${health} ${lastError}`).toSorted(),
    ).toEqual(["openmetrics up ", "text up "]);
  });

  it("stores the exemplars of OpenMetrics", async () => {
    const series = await prometheus.exemplars('x_wait_seconds_bucket{job="openmetrics"}');
    const exemplars = series.flatMap(({ exemplars: all }) => all);
    expect(exemplars.map(({ value }) => Number(value)).toSorted((a, b) => a - b)).toEqual([
      0.001, 0.7, 2, 2e7,
    ]);
    expect(exemplars[0]?.labels).toEqual({
      trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
      span_id: "00f067aa0ba902b7",
    });
    expect(await prometheus.exemplars('x_wait_seconds_bucket{job="text"}')).toEqual([]);
  });

  it("has nothing to say about the text in `promtool check metrics`", async () => {
    const own = makeApp();
    record(own);
    own.registry.self.started.set(
      { service_name: "shop", version: "1", revision: "", author: "", environment: "" },
      1,
    );
    await own.text();
    // Foreign names are their owners' business.
    const stdin = (await own.text()).replaceAll(/^(?:# \w+ )?foreign_.*\n/gm, "");
    const { code, stdout, stderr } = await promtool(["check", "metrics"], { version, stdin });
    expect([code, stdout, stderr]).toEqual([0, "", ""]);
  });
});
