import { once } from "node:events";
import { request } from "node:http";
import { histogram, promenade, Registry, type Promenade } from "@promenade/core";
import { node } from "@promenade/node";
import {
  PrometheusClient,
  startPrometheus,
  type PrometheusService,
} from "@promenade/testing/services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPreview, type RunningPreview } from "../../src/index.ts";
import { until } from "../helpers.ts";

let app: Promenade;
let preview: RunningPreview;
let prometheus: PrometheusService;
let client: PrometheusClient;

beforeAll(async () => {
  app = promenade({
    service: "shop",
    plugins: [node()],
    registry: new Registry(),
    exemplars: () => ({
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      span_id: "b7ad6b7169203331",
    }),
    server: { port: 0, host: "127.0.0.1" },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await app.start();
  const latency = app.register(
    histogram({
      name: "demo_duration_seconds",
      help: "Something that takes time.",
      unit: "seconds",
      labels: ["op"],
      buckets: [0.1, 1],
      expected: 1,
    }),
  );
  latency.observe({ op: "read" }, 0.5);
  const address = new URL(app.url ?? "").host;
  preview = await startPreview({
    targets: [{ url: app.url ?? "", job: "shop" }],
    plugins: app.plugins,
    interval: "1s",
    port: 0,
  });
  client = new PrometheusClient(preview.url);
  prometheus = await startPrometheus({ version: "3", targets: [{ address, job: "shop" }] });
  await prometheus.waitForScrapes([address]);
  await until(async () => (await client.query("count_over_time(up[5m]) > 2")).length === 1);
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
  await preview?.stop();
  await app?.stop();
});

async function ask(
  path: string,
  options: { readonly host?: string; readonly method?: string } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { port } = new URL(preview.url);
  const asked = request({
    port,
    host: "127.0.0.1",
    path,
    method: options.method ?? "GET",
    headers: { host: options.host ?? `localhost:${port}` },
  });
  asked.end();
  const [response] = (await once(asked, "response")) as [import("node:http").IncomingMessage];
  let body = "";
  for await (const chunk of response.setEncoding("utf8")) body += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

const constant = [
  "promenade_start_time_seconds",
  "app_dependency_info",
  "process_cpu_limit",
  "v8js_memory_heap_limit_bytes",
  'count by (__name__) ({__name__=~"v8js_memory.*"})',
  "demo_duration_seconds_bucket",
  "sum by (le) (demo_duration_seconds_bucket)",
  "histogram_quantile(0.5, demo_duration_seconds_bucket)",
  "demo_duration_seconds_sum / demo_duration_seconds_count",
  "up",
];

describe("the preview's API", () => {
  it.each(constant)("gives what Prometheus gives for %s", async (query) => {
    const sorted = (samples: Awaited<ReturnType<PrometheusClient["query"]>>): readonly string[] =>
      samples
        .map(({ labels, value }) =>
          JSON.stringify([Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)), value]),
        )
        .toSorted();
    expect(sorted(await client.query(query))).toEqual(sorted(await prometheus.query(query)));
  });

  it("lists labels, series and targets as Prometheus does", async () => {
    const both = async (path: string): Promise<readonly [unknown, unknown]> => {
      const read = async (url: string): Promise<unknown> =>
        ((await (await fetch(url)).json()) as { data: unknown }).data;
      return [await read(`${preview.url}${path}`), await read(`${prometheus.url}/${path}`)];
    };
    for (const path of [
      "api/v1/label/job/values",
      "api/v1/label/op/values",
      "api/v1/label/le/values?match[]=demo_duration_seconds_bucket",
      "api/v1/label/__name__/values?match[]=%7B__name__=~%22demo.*%22%7D",
    ]) {
      const [own, theirs] = await both(path);
      expect({ path, own }).toEqual({ path, own: theirs });
    }
    const [own, theirs] = await both("api/v1/series?match[]=demo_duration_seconds_count");
    expect(own).toEqual(theirs);
    expect(await client.targets()).toMatchObject([{ job: "shop", health: "up", lastError: "" }]);
  });

  it("has exemplars with their traces", async () => {
    const [series] = await client.exemplars(
      "histogram_quantile(0.9, rate(demo_duration_seconds_bucket[1m]))",
    );
    expect(series?.seriesLabels).toMatchObject({
      __name__: "demo_duration_seconds_bucket",
      op: "read",
    });
    expect(series?.exemplars[0]).toMatchObject({
      labels: { trace_id: "0af7651916cd43dd8448eb211c80319c" },
      value: "0.5",
    });
  });

  it("has the plugins' alerts, evaluated", async () => {
    const alerts = await until(async () => {
      const found = await client.alerts();
      return found.length > 5 && found.every(({ lastError }) => lastError === "")
        ? found
        : undefined;
    });
    expect(alerts.map(({ name }) => name)).toContain("PromenadeNodeEventLoopSaturated");
  });

  it("has the dashboards as Grafana gets them", async () => {
    const list = JSON.parse((await ask("/api/preview/dashboards")).body) as {
      uid: string;
      panels: number;
    }[];
    expect(list.map(({ uid }) => uid)).toEqual(["promenade-application", "promenade-node"]);
    const json = JSON.parse((await ask("/api/preview/dashboards/promenade-node")).body) as {
      title: string;
    };
    expect(json).toMatchObject({ title: "Node.js", schemaVersion: 41 });
    expect((await ask("/api/preview/dashboards/none")).status).toBe(404);
  });

  it.each([
    ["/api/v1/query?query=sum(", 400, "bad_data"],
    ["/api/v1/query?query=rate(up)", 400, "bad_data"],
    ["/api/v1/query", 400, "bad_data"],
    ["/api/v1/query_range?query=up&start=1&end=2&step=0", 400, "bad_data"],
    ["/api/v1/query_range?query=up&start=5&end=2&step=1", 400, "bad_data"],
    ["/api/v1/query_range?query=up&start=0&end=1e9&step=1", 422, "execution"],
    ["/api/v1/series", 400, "bad_data"],
    ["/api/v1/series?match[]=1%2B1", 400, "bad_data"],
    ["/api/v1/nothing", 404, "not_found"],
  ])("refuses %s as Prometheus does", async (path, status, errorType) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({
      status: "error",
      errorType,
      error: expect.stringMatching(/./) as string,
    });
  });

  it("says where in a query the mistake is", async () => {
    const { body } = await ask(`/api/v1/query?query=${encodeURIComponent("sum(up) + nope(up)")}`);
    expect(JSON.parse(body)).toMatchObject({ position: { from: expect.any(Number) as number } });
  });
});

describe("the preview's server", () => {
  it.each([
    "evil.example",
    "evil.example:9465",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
  ])("refuses to be called %s", async (host) => {
    expect(await ask("/api/v1/query?query=up", { host })).toMatchObject({ status: 421 });
  });

  it.each(["localhost:1", "127.0.0.1", "[::1]:9465"])("answers to %s", async (host) => {
    expect((await ask("/", { host })).status).toBe(200);
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS"])("is for reading: no %s", async (method) => {
    expect((await ask("/", { method })).status).toBe(405);
  });

  it("lets nothing run but its own files", async () => {
    const { headers } = await ask("/");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  it.each([
    "/page/../server/server.js",
    "/page/%2e%2e/index.js",
    "/page/main.ts",
    "/package.json",
    "/page/.tsbuildinfo",
  ])("serves no other file: %s", async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it.each([
    ["/page/main.js", "text/javascript"],
    ["/style.css", "text/css"],
    ["/icon.svg", "image/svg+xml"],
    ["/vendor/uplot.js", "text/javascript"],
    ["/d/promenade-node", "text/html"],
  ])("serves %s", async (path, type) => {
    const { status, headers } = await ask(path);
    expect(status).toBe(200);
    expect(headers["content-type"]).toContain(type);
  });

  it("listens on this machine only", async () => {
    const { networkInterfaces } = await import("node:os");
    const { port } = new URL(preview.url);
    const others = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ internal, family }) => !internal && family === "IPv4");
    for (const { address } of others)
      await expect(
        fetch(`http://${address}:${port}/`, { signal: AbortSignal.timeout(2000) }),
      ).rejects.toThrow(/./);
    expect(preview.url).toMatch(/^http:\/\/localhost:\d+\/$/);
  });
});
