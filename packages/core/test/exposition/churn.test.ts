import { describe, expect, it } from "vitest";
import { render } from "../../src/exposition/render.ts";
import { counter, gauge, histogram, Registry } from "../../src/index.ts";
import type { SeriesStore } from "../../src/store/series-store.ts";
import { parseOpenMetrics } from "./parse-openmetrics.ts";
import { parseText, seriesOf } from "./parse.ts";
import { linesOf, renderText } from "./support.ts";

const help = "Something that is measured.";

describe("render", () => {
  it("stays right and small while label values churn", async () => {
    const registry = new Registry();
    const metric = registry.register(gauge({ name: "x", help, labels: ["a"] }));
    for (let round = 0; round < 60; round += 1) {
      metric.clear();
      for (let at = 0; at < 100; at += 1)
        metric.set({ a: `${round}-${at}-`.padEnd(round * 5, "y") }, at);
      const series = seriesOf(parseText(await renderText(registry)));
      for (let at = 0; at < 100; at += 1) {
        const key = JSON.stringify(["x", [["a", `${round}-${at}-`.padEnd(round * 5, "y")]]]);
        expect(series.get(key)).toBe(at);
      }
    }
  });

  it("writes label values and help texts longer than any buffer", async () => {
    const registry = new Registry();
    const long = 'ü"\\\n'.repeat(100_000);
    registry
      .register(counter({ name: "x_total", help: "y".repeat(300_000), labels: ["a", "b"] }))
      .inc({ a: long, b: "1" });
    registry
      .register(histogram({ name: "z", help, labels: ["a"], buckets: [1, 2] }))
      .observe({ a: long }, 1);
    for (const format of ["text", "openmetrics"] as const) {
      const samples =
        format === "text"
          ? parseText(await renderText(registry))
          : parseOpenMetrics(await renderText(registry, format)).flatMap(({ samples: all }) => all);
      expect(samples.find(({ name }) => name === "x_total")?.labels["a"]).toBe(long);
      expect(
        samples.filter(({ name, labels }) => name === "z_bucket" && labels["a"] === long),
      ).toHaveLength(3);
    }
    const small = new Registry();
    small.register(counter({ name: "x_total", help, labels: ["a"] })).inc({ a: "1" });
    expect(linesOf(await renderText(small), "x_total\\{")).toBe('x_total{a="1"} 1');
  });

  it("never shows a series twice or torn, whatever happens while it yields", async () => {
    const registry = new Registry({ limits: { values: 10_000, series: 10_000 } });
    const metric = registry.register(gauge({ name: "x", help, labels: ["a"] }));
    const plain = registry.register(gauge({ name: "y", help, kind: "polled" }));
    const latency = registry.register(
      histogram({ name: "z", help, labels: ["a"], buckets: [1, 2, 3] }),
    );
    for (let at = 0; at < 3000; at += 1) {
      metric.set({ a: `${at}-${"-".repeat(50)}` }, at);
      latency.observe({ a: `${at % 700}` }, at % 5);
    }
    plain.set(1);
    let next = 3000;
    const disturb = (): void => {
      for (let times = 0; times < 20; times += 1) {
        metric.remove({ a: `${next - 3000}-${"-".repeat(50)}` });
        metric.set({ a: `${next}-${"-".repeat(50)}` }, next);
        latency.remove({ a: `${next % 700}` });
        latency.observe({ a: `new ${next}` }, 1);
        latency.observe({ a: `${(next + 350) % 700}` }, 1);
        plain.remove();
        plain.set(2);
        next += 1;
      }
    };
    const renderings = (["text", "openmetrics", "text"] as const).map(async (format) => {
      const chunks: Buffer[] = [];
      await render(registry, {
        format,
        budgetMilliseconds: 0,
        write: async (chunk) => {
          chunks.push(Buffer.from(chunk));
          disturb();
          await new Promise((resolve) => setImmediate(resolve));
        },
      });
      return [format, Buffer.concat(chunks).toString()] as const;
    });
    for (const [format, text] of await Promise.all(renderings)) {
      const samples =
        format === "text"
          ? parseText(text)
          : parseOpenMetrics(text).flatMap(({ samples: all }) => all);
      expect(seriesOf(samples).size).toBe(samples.length);
      expect(samples.filter(({ name }) => name === "y").length).toBeLessThanOrEqual(1);
      for (const { labels, value } of samples.filter(({ name }) => name === "x"))
        expect(labels["a"]).toBe(`${value}-${"-".repeat(50)}`);
      const counts = new Map(
        samples
          .filter(({ name }) => name === "z_count")
          .map(({ labels, value }) => [labels["a"], value]),
      );
      const last = samples.filter(
        ({ name, labels }) => name === "z_bucket" && labels["le"] === "+Inf",
      );
      expect(last.length).toBeGreaterThan(100);
      for (const { labels, value } of last) expect(counts.get(labels["a"])).toBe(value);
    }
    expect(registry.isRendering).toBe(false);
    expect((registry.get("x") as SeriesStore).size).toBe(3000);
  });
});
