import { describe, expect, it } from "vitest";
import { render } from "../../src/exposition/render.ts";
import { counter, gauge, histogram, Registry } from "../../src/index.ts";
import type { SeriesStore } from "../../src/store/series-store.ts";
import { parseOpenMetrics } from "./parse-openmetrics.ts";
import { parseText, seriesOf } from "./parse.ts";
import { linesOf, renderText } from "./support.ts";

const help = "Something that is measured.";
const trace = { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", span_id: "00f067aa0ba902b7" };

function sampleRegistry(): Registry {
  const registry = new Registry();
  registry.exemplarSource = () => trace;
  registry.refreshExemplars();
  const requests = registry.register(
    counter({
      name: "x_requests_total",
      help: 'Back\\slash, "quotes"\nand lines.',
      labels: ["route", "code"],
    }),
  );
  requests.inc({ route: "/a", code: 200 }, 3);
  requests.inc({ route: 'a "b"\\\n😀', code: "" });
  registry.register(gauge({ name: "x_idle_ratio", help, unit: "ratio" })).set(-0.25);
  registry.register(gauge({ name: "x_never_set", help, labels: ["a"] }));
  const seconds = registry.register(
    histogram({
      name: "x_duration_seconds",
      help,
      unit: "seconds",
      labels: ["op"],
      buckets: [0.005, 1, 2.5],
    }),
  );
  seconds.observe({ op: "read" }, 0.003);
  seconds.observe({ op: "read" }, 7);
  registry
    .register(
      histogram({ name: "x_size_bytes", help, unit: "bytes", buckets: [1e-7, 1024, 16_777_216] }),
    )
    .observe(1025);
  return registry;
}

describe("render", () => {
  it("writes text as it is expected", async () => {
    const text = linesOf(await renderText(sampleRegistry()), "x_");
    await expect(text).toMatchFileSnapshot("../golden/exposition.text.txt");
  });

  it("writes OpenMetrics as it is expected", async () => {
    const text = await renderText(sampleRegistry(), "openmetrics");
    expect(text.endsWith("\n# EOF\n")).toBe(true);
    const stable = linesOf(text, "x_").replaceAll(/ \d{10}\.\d{3}$/gm, " <time>");
    await expect(stable).toMatchFileSnapshot("../golden/exposition.openmetrics.txt");
    expect(parseOpenMetrics(text).find(({ name }) => name === "x_requests")?.samples).toHaveLength(
      2,
    );
  });

  it("writes values at the edge of numbers", async () => {
    const registry = new Registry();
    const metric = registry.register(gauge({ name: "x", help, labels: ["a"] }));
    const values = [
      Number.MAX_VALUE,
      0,
      -0,
      5e-324,
      1e21,
      -1e300,
      2 ** 31,
      2 ** 53,
      0.1 + 0.2,
      1e-7,
      123456.789,
      -3,
    ];
    for (const value of values)
      metric.set({ a: String(value) + (Object.is(value, -0) ? "-" : "") }, value);
    metric.inc({ a: String(Number.MAX_VALUE) }, Number.MAX_VALUE);
    const read = parseText(await renderText(registry)).filter(({ name }) => name === "x");
    expect(read.map(({ value }) => value)).toEqual(
      values.with(0, Number.POSITIVE_INFINITY).map((value) => value + 0),
    );
  });

  it("leaves out removed series and shows a label id's new text when it is used again", async () => {
    const registry = new Registry();
    const metric = registry.register(gauge({ name: "x", help, labels: ["a"] }));
    metric.set({ a: "first" }, 1);
    metric.set({ a: "second" }, 2);
    await renderText(registry);
    metric.remove({ a: "first" });
    expect(linesOf(await renderText(registry), "x\\{")).toBe('x{a="second"} 2');
    metric.set({ a: "a much longer third" }, 3);
    expect(linesOf(await renderText(registry), "x\\{")).toBe(
      'x{a="a much longer third"} 3\nx{a="second"} 2',
    );
    metric.remove({ a: "a much longer third" });
    metric.set({ a: "4" }, 4);
    expect(linesOf(await renderText(registry), "x\\{")).toBe('x{a="4"} 4\nx{a="second"} 2');
  });

  it("shows texts that are the same in UTF-8 as one series", async () => {
    const registry = new Registry();
    const metric = registry.register(counter({ name: "x_total", help, labels: ["a"] }));
    for (const lone of ["\ud800", "\udfff", "\ud800", "\ufffd"]) metric.inc({ a: lone });
    expect(linesOf(await renderText(registry), "x_total\\{")).toBe('x_total{a="\ufffd"} 4');
  });

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

  it("waits for a slow reader and passes its error on", async () => {
    const registry = sampleRegistry();
    let isBusy = false;
    let overlaps = 0;
    await render(registry, {
      format: "openmetrics",
      write: async () => {
        overlaps += isBusy ? 1 : 0;
        isBusy = true;
        await new Promise((resolve) => setTimeout(resolve, 1));
        isBusy = false;
      },
    });
    expect(overlaps).toBe(0);
    const failing = render(registry, {
      format: "text",
      write: () => Promise.reject(new Error("gone")),
    });
    await expect(failing).rejects.toThrow("gone");
    expect(registry.isRendering).toBe(false);
  });

  it("uses one renderer for all copies of the package", async () => {
    const registry = sampleRegistry();
    await renderText(registry);
    const symbols = Object.getOwnPropertySymbols(registry).map(String);
    expect(symbols).toContain("Symbol(promenade.renderer.1)");
  });
});

describe("exemplars", () => {
  it("stand on buckets of OpenMetrics only, and make room for new ones after a scrape", async () => {
    const registry = new Registry();
    let traces = 0;
    registry.exemplarSource = () => ({ trace_id: `t${(traces += 1)}`, span_id: "s" });
    registry.refreshExemplars();
    const metric = registry.register(histogram({ name: "x", help, buckets: [1, 10] }));
    const exemplarsOf = async (): Promise<unknown> => {
      const family = parseOpenMetrics(await renderText(registry, "openmetrics")).find(
        ({ name }) => name === "x",
      );
      return family?.samples.map(({ exemplar }) => exemplar?.labels["trace_id"]);
    };
    metric.observe(0.5);
    metric.observe(0.6);
    metric.observe(20);
    expect(await renderText(registry)).not.toContain("trace_id");
    expect(await exemplarsOf()).toEqual(["t1", undefined, "t2", undefined, undefined]);
    metric.observe(0.7);
    expect(await exemplarsOf()).toEqual(["t3", undefined, "t2", undefined, undefined]);
  });

  it("are dropped when the labels are too long, and escaped when they are odd", async () => {
    const registry = new Registry();
    let labels: unknown;
    registry.exemplarSource = () => labels as typeof trace;
    registry.refreshExemplars();
    const metric = registry.register(histogram({ name: "x", help, buckets: [1], labels: ["a"] }));
    const cases: readonly (readonly [unknown, boolean])[] = [
      [{ trace_id: "😀".repeat(112), span_id: "s" }, true],
      [{ trace_id: "😀".repeat(113), span_id: "s" }, false],
      [{ trace_id: "a".repeat(100_000), span_id: "s" }, false],
      [{ trace_id: 'q"\\\n', span_id: "ü" }, true],
      [{ trace_id: 5, span_id: "s" }, false],
      [{}, false],
    ];
    for (const [index, [given]] of cases.entries()) {
      labels = given;
      metric.observe({ a: String(index) }, 0.5);
    }
    const family = parseOpenMetrics(await renderText(registry, "openmetrics")).find(
      ({ name }) => name === "x",
    );
    const shown = family?.samples
      .filter(({ labels: { le } }) => le === "1.0")
      .map(({ exemplar }) => exemplar?.labels);
    expect(shown).toEqual(cases.map(([given, isShown]) => (isShown ? given : undefined)));
  });
});
