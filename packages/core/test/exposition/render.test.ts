import { describe, expect, it } from "vitest";
import { render } from "../../src/exposition/render.ts";
import { counter, gauge, histogram, Registry } from "../../src/index.ts";
import { parseOpenMetrics } from "./parse-openmetrics.ts";
import { parseText } from "./parse.ts";
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
