import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPrometheus, type PrometheusService } from "../../src/services/prometheus.ts";

const exposition = `# HELP shop_orders_total Orders.
# TYPE shop_orders_total counter
shop_orders_total{kind="new"} 41
`;
const openMetrics = `# HELP shop_wait_seconds Wait.
# TYPE shop_wait_seconds histogram
shop_wait_seconds_bucket{le="1.0"} 1 # {trace_id="abc"} 0.5
shop_wait_seconds_bucket{le="+Inf"} 1
shop_wait_seconds_sum 0.5
shop_wait_seconds_count 1
# EOF
`;
const rules = `groups:
  - name: shop
    rules:
      - alert: ManyOrders
        expr: shop_orders_total > 40
`;

async function serve(text: string, type: string): Promise<{ server: Server; address: string }> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", type);
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe.each([
  { version: "2", full: /^2\.42\./ },
  { version: "3", full: /^3\./ },
] as const)("Prometheus $version", ({ version, full }) => {
  let plain: { server: Server; address: string };
  let modern: { server: Server; address: string };
  let prometheus: PrometheusService;

  beforeAll(async () => {
    plain = await serve(exposition, "text/plain; version=0.0.4");
    modern = await serve(openMetrics, "application/openmetrics-text; version=1.0.0");
    prometheus = await startPrometheus({
      version,
      targets: [{ address: plain.address, job: "shop", labels: { zone: "a" } }],
      rules,
    });
  }, 300_000);

  afterAll(async () => {
    await prometheus.stop();
    plain.server.close();
    modern.server.close();
  });

  it("is of that version", async () => {
    const response = await fetch(`${prometheus.url}/api/v1/status/buildinfo`);
    const answer = (await response.json()) as { readonly data: { readonly version: string } };
    expect(answer.data.version).toMatch(full);
  });

  it("scrapes its targets", { timeout: 60_000 }, async () => {
    await prometheus.waitForScrapes([plain.address]);
    expect(await prometheus.query("shop_orders_total")).toEqual([
      {
        labels: {
          __name__: "shop_orders_total",
          instance: plain.address,
          job: "shop",
          kind: "new",
          zone: "a",
        },
        value: 41,
      },
    ]);
    expect(await prometheus.query("1 + 1")).toEqual([{ labels: {}, value: 2 }]);
    expect(await prometheus.targets()).toEqual([
      { job: "shop", instance: plain.address, health: "up", lastError: "" },
    ]);
    const now = Date.now() / 1000;
    const [series] = await prometheus.queryRange("sum(shop_orders_total)", {
      start: now - 1,
      end: now,
      step: 1,
    });
    expect(series?.values.at(-1)?.[1]).toBe(41);
  });

  it("evaluates rules", { timeout: 60_000 }, async () => {
    await prometheus.waitFor(`ALERTS{alertname="ManyOrders", alertstate="firing"}`);
    expect(await prometheus.alerts()).toEqual([
      { name: "ManyOrders", state: "firing", lastError: "" },
    ]);
  });

  it("takes one more target while it runs, and keeps exemplars", { timeout: 60_000 }, async () => {
    prometheus.scrape({ address: modern.address });
    await prometheus.waitForScrapes([modern.address], 1);
    const [found] = await prometheus.exemplars("shop_wait_seconds_bucket");
    expect(found?.exemplars[0]?.labels).toEqual({ trace_id: "abc" });
  });

  it("explains a wait that fails by the state of the targets", { timeout: 60_000 }, async () => {
    await expect(prometheus.waitFor("missing_metric", 300)).rejects.toThrow(
      /No result for missing_metric.*is up/,
    );
    await expect(prometheus.query("sum(")).rejects.toThrow(/refused sum\(: .*parse error/);
  });
});

describe.each(["2", "3"] as const)("a Prometheus %s with a past", (version) => {
  it(
    "has the samples from the start, and says what is wrong with them",
    { timeout: 120_000 },
    async () => {
      const at = Date.parse("2024-02-29T12:00:00Z") / 1000;
      const prometheus = await startPrometheus({ version, history: `orders 41 ${at}\n# EOF\n` });
      try {
        const [series] = await prometheus.query("orders", at);
        expect(series?.value).toBe(41);
      } finally {
        await prometheus.stop();
      }
      await expect(startPrometheus({ version, history: "orders\n" })).rejects.toThrow(
        /promtool could not read the history/,
      );
    },
  );
});
