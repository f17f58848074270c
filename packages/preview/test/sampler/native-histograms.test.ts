import { PrometheusClient, startPrometheus } from "@promenade/testing/services";
import { expect, it } from "vitest";
import { startPreview } from "../../src/index.ts";
import { until } from "../helpers.ts";

const name = "prometheus_http_request_duration_seconds";
const asked = `${name}{handler="/api/v1/labels"}`;

/** Nobody else asks for that, so the numbers stay as they are, whenever they are scraped. */
const requests = 20;

it("takes native histograms from a program that has them, as Prometheus does", async () => {
  const prometheus = await startPrometheus({ version: "3" });
  const address = new URL(prometheus.url).host;
  const preview = await startPreview({
    targets: [{ url: `${prometheus.url}/metrics`, job: "app" }],
    interval: "1s",
    port: 0,
  });
  try {
    prometheus.scrape({ address });
    for (let request = 0; request < requests; request += 1)
      await (await fetch(`${prometheus.url}/api/v1/labels`)).text();
    const client = new PrometheusClient(preview.url);
    const isThere = `histogram_count(${asked}) == ${requests}`;
    await until(async () => (await prometheus.query(isThere)).length === 1);
    await until(async () => (await client.query(isThere)).length === 1);
    const read = async (url: string, query: string): Promise<unknown> => {
      const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
      const { data } = (await response.json()) as {
        data: { result: { value?: unknown[]; histogram?: unknown[] }[] };
      };
      return data.result.map(({ value, histogram }) => (histogram ?? value)?.[1]);
    };
    for (const query of [
      asked,
      `sum(${asked}) * 2`,
      `histogram_sum(${asked})`,
      `histogram_quantile(0.9, ${asked})`,
      `histogram_quantile(0.2, sum(${asked}))`,
      `histogram_fraction(0, 0.001, ${asked})`,
      `histogram_stddev(${asked})`,
    ]) {
      const theirs = (await read(prometheus.url, query)) as readonly unknown[];
      expect(theirs).toHaveLength(1);
      const numbers = (found: unknown): readonly number[] =>
        (JSON.stringify(found).match(/-?\d[\d.e+-]*/g) ?? []).map(Number);
      const [own, expected] = [numbers(await read(client.url, query)), numbers(theirs)];
      expect(own).toHaveLength(expected.length);
      for (const [at, value] of expected.entries())
        expect(Math.abs((own[at] ?? 0) - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
    }
    // The classic buckets are there too: most dashboards ask for those.
    const classic = `${name}_bucket{handler="/api/v1/labels", le="+Inf"}`;
    expect(await read(client.url, classic)).toEqual([String(requests)]);
  } finally {
    await preview.stop();
    await prometheus.stop();
  }
}, 60_000);
