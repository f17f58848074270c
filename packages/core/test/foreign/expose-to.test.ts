import { describe, expect, it } from "vitest";
import { exposeTo } from "../../src/foreign/expose-to.ts";
import { counter, gauge, histogram, Registry } from "../../src/index.ts";
import { Scraper } from "../../src/server/scraper.ts";
import { parseOpenMetrics } from "../exposition/parse-openmetrics.ts";
import { parseText, seriesOf, type ParsedSample } from "../exposition/parse.ts";
import { renderText } from "../exposition/support.ts";
import { memoryLogger, valuesOf } from "../helpers.ts";
import { clients, help, openMetricsRegistry } from "./clients.ts";

function filled(): Registry {
  const registry = new Registry();
  registry.log = memoryLogger();
  registry.exemplarSource = () => ({ trace_id: "t", span_id: "s" });
  registry.refreshExemplars();
  registry
    .register(counter({ name: "x_jobs_total", help, labels: ["kind"] }))
    .inc({ kind: 'a "b"\\\n😀' }, 3);
  registry.register(gauge({ name: "x_level", help, scope: "shared" })).set(-1.5);
  const spread = registry.register(
    histogram({ name: "x_spread", help, labels: ["kind"], buckets: [0.1, 1] }),
  );
  for (const value of [0.05, 0.5, 5]) spread.observe({ kind: "x" }, value);
  return registry;
}

const isOurs = ({ name }: ParsedSample): boolean => name.startsWith("x_");

describe.each(clients)("exposeTo a registry of %s", (_, client) => {
  it("shows the same samples there", async () => {
    const registry = filled();
    const target = new client.Registry();
    new client.Gauge({ name: "theirs", help, registers: [target] }).set(1);
    exposeTo(registry, target);
    const expected = seriesOf(parseText(await renderText(registry)).filter(isOurs));
    const text = await target.metrics();
    expect(seriesOf(parseText(text).filter(isOurs))).toEqual(expected);
    expect(text).toContain("theirs 1");
    const json = (await target.getMetricsAsJSON()).filter(({ name }) => name.startsWith("x_"));
    expect(json.map(({ name, type, aggregator }) => [name, type, aggregator])).toEqual([
      ["x_jobs_total", "counter", "sum"],
      ["x_level", "gauge", "max"],
      ["x_spread", "histogram", "sum"],
    ]);
    expect(json.flatMap(({ values }) => values)).toHaveLength(expected.size);
  });

  it("stays right when the registry renders OpenMetrics, and after", async () => {
    const registry = filled();
    const target = openMetricsRegistry(client);
    exposeTo(registry, target);
    const expected = seriesOf(parseText(await renderText(registry)).filter(isOurs));
    for (let times = 0; times < 2; times += 1) {
      const text = await target.metrics();
      expect(
        seriesOf(parseText(text.replaceAll(/ # \{.*/g, "").replace("# EOF\n", "")).filter(isOurs)),
      ).toEqual(expected);
      expect(text).toMatch(
        /x_spread_bucket\{le="0.1",kind="x"\} 1 # \{trace_id="t",span_id="s"\} 0.05 \d/,
      );
      const json = await target.getMetricsAsJSON();
      expect(json.map(({ name }) => name)).toContain("x_jobs_total");
    }
    target.setContentType(client.Registry.PROMETHEUS_CONTENT_TYPE);
    expect(await target.metrics()).toContain("# TYPE x_jobs_total counter\nx_jobs_total{");
  });

  it("follows what is registered and removed later, until it is undone", async () => {
    const registry = filled();
    const target = new client.Registry();
    const undo = exposeTo(registry, target);
    const late = registry.register(gauge({ name: "x_late", help, labels: ["a"] }));
    late.set({ a: 1 }, 7);
    expect(await target.metrics()).toContain('x_late{a="1"} 7');
    late.remove({ a: 1 });
    expect(await target.metrics()).not.toContain("x_late{");
    new client.Gauge({ name: "theirs", help, registers: [target] }).set(1);
    undo();
    registry.register(gauge({ name: "x_too_late", help })).set(1);
    expect((await target.getMetricsAsJSON()).map(({ name }) => name)).toEqual(["theirs"]);
    undo();
    expect(registry.get("x_level")).toBeDefined();
  });

  it("polls the collectors once a scrape", async () => {
    const registry = filled();
    let polls = 0;
    registry.addPollable({
      poll: async () => {
        polls += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        (registry.get("x_level") as unknown as { set(value: number): void }).set(polls);
      },
    });
    const target = new client.Registry();
    exposeTo(registry, target);
    expect(await target.metrics()).toContain("x_level 1\n");
    expect(await target.metrics()).toContain("x_level 2\n");
    await target.getMetricsAsJSON();
    expect(polls).toBe(3);
  });

  it("leaves names that are taken to their owner", async () => {
    const registry = filled();
    const target = new client.Registry();
    new client.Gauge({ name: "x_level", help, registers: [target] }).set(99);
    const undo = exposeTo(registry, target);
    expect(await target.metrics()).toContain("x_level 99\n");
    expect(valuesOf(registry, "promenade_foreign_registry_errors_total")).toEqual({ conflict: 1 });
    expect((registry.log as ReturnType<typeof memoryLogger>).lines).toEqual([
      expect.stringContaining('Cannot show metric "x_level" in the registry given to exposeTo()'),
    ]);
    undo();
    expect(await target.metrics()).toContain("x_level 99\n");
  });

  it("finds no fault with what every client says of its process", async () => {
    const registry = filled();
    registry.register(gauge({ name: "process_open_fds", help })).set(8);
    const target = new client.Registry();
    new client.Gauge({ name: "process_open_fds", help, registers: [target] }).set(7);
    exposeTo(registry, target);
    expect(await target.metrics()).toContain("process_open_fds 7\n");
    expect(valuesOf(registry, "promenade_foreign_registry_errors_total")).toEqual({});
    expect((registry.log as ReturnType<typeof memoryLogger>).lines).toEqual([]);
  });

  it("bears what such registries do with their metrics", async () => {
    const registry = filled();
    const target = new client.Registry();
    exposeTo(registry, target);
    target.resetMetrics();
    target.setDefaultLabels({ region: "eu" });
    expect(await target.metrics()).toContain('x_level{region="eu"} -1.5');
    const merged = client.Registry.merge([target, new client.Registry()]);
    expect(await merged.metrics()).toContain("x_level -1.5");
    const json = await target.getMetricsAsJSON();
    const aggregate = client.AggregatorRegistry.aggregate([json, structuredClone(json)]);
    const total = await aggregate.metrics();
    expect(total).toMatch(/x_spread_count\{kind="x",region="eu"\} 6/);
    expect(total).toMatch(/x_level\{region="eu"\} -1.5/);
    expect(await target.getSingleMetricAsString("x_level")).toContain('x_level{region="eu"} -1.5');
  });

  it("goes together with adopting the same registry", async () => {
    const registry = filled();
    const target = new client.Registry();
    new client.Gauge({ name: "theirs", help, registers: [target] }).set(1);
    exposeTo(registry, target);
    const scraper = new Scraper(registry, [target]);
    const families = parseOpenMetrics(await scraper.text("openmetrics"));
    expect(families.map(({ name }) => name)).toContain("theirs");
    expect(families.filter(({ name }) => name === "x_level")).toHaveLength(1);
    expect(valuesOf(registry, "promenade_foreign_registry_errors_total")).toEqual({});
  });
});

describe("exposeTo", () => {
  it("refuses what is no registry", () => {
    for (const target of [undefined, null, 5, {}, { registerMetric: () => {} }]) {
      expect(() => exposeTo(new Registry(), target as object)).toThrow(
        expect.objectContaining({
          code: "PROMENADE_REGISTRY_INVALID",
          message: expect.stringMatching(/has no method \w+\(\)/) as string,
        }) as Error,
      );
    }
  });
});
