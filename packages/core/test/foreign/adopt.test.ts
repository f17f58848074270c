import { describe, expect, it } from "vitest";
import type { ForeignRegistry } from "../../src/foreign/adopt.ts";
import { counter, gauge, Registry } from "../../src/index.ts";
import { Scraper } from "../../src/server/scraper.ts";
import { parseOpenMetrics } from "../exposition/parse-openmetrics.ts";
import { parseText, seriesOf, type ParsedSample } from "../exposition/parse.ts";
import { memoryLogger, valuesOf } from "../helpers.ts";
import { clients, help, openMetricsRegistry, type Client } from "./clients.ts";

function adopt(...foreign: readonly unknown[]): {
  registry: Registry;
  scraper: Scraper;
  log: ReturnType<typeof memoryLogger>;
} {
  const registry = new Registry();
  const log = memoryLogger();
  registry.log = log;
  return { registry, log, scraper: new Scraper(registry, foreign as readonly ForeignRegistry[]) };
}

const isForeign = ({ name }: ParsedSample): boolean => !name.startsWith("promenade_");

async function openMetricsOf(scraper: Scraper): Promise<ReturnType<typeof parseOpenMetrics>> {
  const families = parseOpenMetrics(await scraper.text("openmetrics"));
  return families.filter(({ name }) => !name.startsWith("promenade_"));
}

/** One metric of each type. */
function fill(client: Client, foreign: InstanceType<Client["Registry"]>): void {
  const common = { help: 'Back\\slash and "quotes"\nin lines.', registers: [foreign] };
  const jobs = new client.Counter({ ...common, name: "jobs_total", labelNames: ["kind"] });
  jobs.inc({ kind: 'a "b"\\\n😀' }, 3);
  new client.Gauge({ ...common, name: "level" }).set(-1.5);
  const spread = new client.Histogram({
    ...common,
    name: "spread",
    labelNames: ["kind"],
    buckets: [0.1, 1, 1e7],
  });
  for (const value of [0.05, 0.5, 5, 5e8]) spread.observe({ kind: "x" }, value);
  const quantiles = new client.Summary({
    ...common,
    name: "latency",
    labelNames: ["kind"],
    percentiles: [0.5, 0.99],
  });
  for (const value of [1, 2, 3]) quantiles.observe({ kind: "x" }, value);
}

describe.each(clients)("an adopted registry of %s", (_, client) => {
  it("shows the samples that it shows itself, in both formats", async () => {
    const foreign = new client.Registry();
    fill(client, foreign);
    foreign.setDefaultLabels({ region: "eu" });
    const { scraper } = adopt(foreign);
    const expected = seriesOf(parseText(await foreign.metrics()));
    expect(expected.size).toBeGreaterThan(10);
    expect(seriesOf(parseText(await scraper.text()).filter(isForeign))).toEqual(expected);
    const families = await openMetricsOf(scraper);
    expect(families.map(({ name, type }) => [name, type])).toEqual([
      ["jobs", "counter"],
      ["level", "gauge"],
      ["spread", "histogram"],
      ["latency", "summary"],
    ]);
    expect(seriesOf(families.flatMap(({ samples }) => samples))).toEqual(expected);
    expect(families[2]?.samples.map(({ labels: { le } }) => le).slice(0, 4)).toEqual([
      "0.1",
      "1.0",
      "1e+07",
      "+Inf",
    ]);
  });

  it("shows the default metrics, valid in OpenMetrics", async () => {
    const foreign = new client.Registry();
    client.collectDefaultMetrics({ register: foreign });
    const { scraper } = adopt(foreign);
    const families = await openMetricsOf(scraper);
    expect(families.map(({ name }) => name)).toContain("process_cpu_seconds");
    expect(families.length).toBeGreaterThan(20);
  });

  it("is never renamed by a scrape, and is known by its name after it renamed itself", async () => {
    const foreign = new client.Registry();
    fill(client, foreign);
    const { scraper } = adopt(foreign);
    await scraper.text("openmetrics");
    expect(await foreign.metrics()).toContain("\njobs_total{");
    foreign.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE as never);
    await foreign.metrics();
    foreign.setContentType(client.Registry.PROMETHEUS_CONTENT_TYPE);
    expect(await foreign.metrics()).toContain("\njobs{");
    expect(await scraper.text()).toMatch(/^# TYPE jobs_total counter\njobs_total\{/m);
    expect((await openMetricsOf(scraper))[0]).toMatchObject({ name: "jobs", type: "counter" });
  });

  it("keeps the name of a counter that does not end in _total", async () => {
    const text = new client.Registry();
    new client.Counter({ name: "jobs", help, registers: [text] }).inc(2);
    const { scraper } = adopt(text);
    expect(await scraper.text()).toContain("# TYPE jobs counter\njobs 2\n");
    expect(await scraper.text("openmetrics")).toContain("# TYPE jobs unknown\njobs 2\n");
    const openmetrics = openMetricsRegistry(client);
    new client.Counter({ name: "tasks", help, registers: [openmetrics] }).inc(2);
    const other = adopt(openmetrics).scraper;
    expect(await other.text()).toContain("# TYPE tasks_total counter\ntasks_total 2\n");
    expect(await other.text("openmetrics")).toContain("# TYPE tasks counter\ntasks_total 2\n");
  });

  it("keeps its exemplars in OpenMetrics, and only there", async () => {
    const foreign = openMetricsRegistry(client);
    const common = { help, registers: [foreign], enableExemplars: true };
    const spread = new client.Histogram({ ...common, name: "spread", buckets: [1] });
    spread.observe({ value: 0.5, exemplarLabels: { trace_id: 'a"b' } } as never);
    const jobs = new client.Counter({ ...common, name: "jobs_total" });
    jobs.inc({ value: 2, exemplarLabels: { trace_id: "c" } } as never);
    const { scraper } = adopt(foreign);
    const families = await openMetricsOf(scraper);
    const exemplars = families.flatMap(({ samples }) =>
      samples.flatMap(({ exemplar }) => exemplar ?? []),
    );
    expect(exemplars.map(({ labels, value }) => [labels, value])).toEqual([
      [{ trace_id: 'a"b' }, 0.5],
      [{ trace_id: "c" }, expect.any(Number)],
    ]);
    expect(parseText(await scraper.text()).filter(isForeign)).toHaveLength(5);
  });

  it("gives way to Promenade's metrics and to earlier registries", async () => {
    const first = new client.Registry();
    const second = new client.Registry();
    for (const register of [first, second]) {
      new client.Gauge({ name: "level", help, registers: [register] }).set(
        register === first ? 1 : 2,
      );
      new client.Gauge({ name: "ours", help, registers: [register] }).set(3);
    }
    new client.Gauge({ name: "second_only", help, registers: [second] }).set(5);
    const { registry, scraper, log } = adopt(first, second);
    registry.register(gauge({ name: "ours", help })).set(4);
    for (let times = 0; times < 2; times += 1) {
      const samples = parseText(await scraper.text()).filter(isForeign);
      expect(samples.map(({ name, value }) => [name, value])).toEqual([
        ["ours", 4],
        ["level", 1],
        ["second_only", 5],
      ]);
    }
    expect(valuesOf(registry, "promenade_foreign_registry_errors_total")).toEqual({ conflict: 6 });
    expect(log.lines).toHaveLength(3);
    expect(log.lines[1]).toMatch(
      /registries\[1\]: its metric "level" is left out, because registries\[0\] has "level"/,
    );
  });
});

describe("a registry that misbehaves", () => {
  const good = {
    getMetricsAsJSON: () => [
      { name: "good", help, type: "gauge", values: [{ value: 1, labels: {} }] },
    ],
  };
  it.each([
    [
      "throws",
      "error",
      () => {
        throw new Error("boom");
      },
    ],
    ["rejects", "error", () => Promise.reject(new Error("boom"))],
    ["hangs", "timeout", () => new Promise(() => {})],
    ["gives nonsense", "invalid", () => ({ nonsense: true })],
    ["gives nothing", "invalid", () => undefined],
  ])("because it %s costs only its own metrics", async (_, reason, getMetricsAsJSON) => {
    const { registry, scraper, log } = adopt({ getMetricsAsJSON }, good);
    registry.register(counter({ name: "ours_total", help })).inc();
    for (let times = 0; times < 2; times += 1) {
      const text = Buffer.from(
        await scraper.scrape({ format: "text", deadlineMilliseconds: 50 }),
      ).toString();
      expect(text).toMatch(/^good 1$/m);
      expect(text).toMatch(/^ours_total 1$/m);
    }
    expect(valuesOf(registry, "promenade_foreign_registry_errors_total")).toEqual({ [reason]: 2 });
    expect(log.lines).toEqual([expect.stringContaining("Adopted registry registries[0]: ")]);
  });

  it("is not asked again while it hangs", async () => {
    let asked = 0;
    let answer: (value: unknown) => void = () => {};
    const foreign = {
      getMetricsAsJSON: () => {
        asked += 1;
        return new Promise((resolve) => (answer = resolve));
      },
    };
    const { scraper } = adopt(foreign);
    for (let times = 0; times < 3; times += 1)
      await scraper.scrape({ format: "text", deadlineMilliseconds: 20 });
    expect(asked).toBe(1);
    const started = performance.now();
    await scraper.scrape({ format: "text", deadlineMilliseconds: 5000 });
    expect(performance.now() - started).toBeLessThan(1000);
    answer(good.getMetricsAsJSON());
    await new Promise((resolve) => setImmediate(resolve));
    await scraper.scrape({ format: "text", deadlineMilliseconds: 20 });
    expect(asked).toBe(2);
  });

  it("gets only the entries out that Prometheus takes", async () => {
    const values = (...list: readonly unknown[]): unknown => list;
    const throwing = {
      get value(): never {
        throw new Error("boom");
      },
    };
    const entries = [
      null,
      5,
      { name: "no-dashes", help, type: "gauge", values: [] },
      { name: "no_values", help, type: "gauge" },
      {
        get name(): never {
          throw new Error("boom");
        },
      },
      {
        name: "fine",
        help: 5,
        type: "strange",
        values: values({ value: 1 }, { value: "2", labels: {} }, { labels: {} }, throwing, null),
      },
      {
        name: "labels",
        help,
        type: "gauge",
        values: values(
          { value: 1, labels: { "a-b": 1 } },
          { value: 1, labels: { __name__: "x" } },
          { value: Number.NaN, labels: { a: undefined, b: null, c: 5, d: true } },
        ),
      },
      {
        name: "spread",
        help,
        type: "histogram",
        values: values(
          { value: 1, labels: { le: "+Inf" }, metricName: "spread_bucket" },
          { value: 1, labels: {}, metricName: "spread_bucket" },
          { value: 1, labels: {}, metricName: "other" },
          { value: 1, labels: {} },
          {
            value: 1,
            labels: {},
            metricName: "spread_count",
            exemplar: { labelSet: { a: "b" }, value: 1 },
          },
        ),
      },
      {
        name: "jobs_total",
        help,
        type: "counter",
        values: values(
          { value: 1, exemplar: null },
          { value: 2, labels: { a: 1 }, exemplar: { labelSet: { a: "x".repeat(200) }, value: 1 } },
          { value: 3, labels: { a: 2 }, exemplar: { labelSet: { "a-b": "x" }, value: 1 } },
          { value: 4, labels: { a: 3 }, exemplar: { labelSet: {}, value: null } },
        ),
      },
    ];
    const { registry, scraper, log } = adopt({ getMetricsAsJSON: () => entries });
    const families = await openMetricsOf(scraper);
    expect(
      families.map(({ name, type, samples }) => [
        name,
        type,
        samples.map(({ name: sample, labels, value }) => [sample, labels, value]),
      ]),
    ).toEqual([
      ["fine", "unknown", [["fine", {}, 1]]],
      ["labels", "gauge", [["labels", { c: "5", d: "true" }, Number.NaN]]],
      [
        "spread",
        "histogram",
        [
          ["spread_bucket", { le: "+Inf" }, 1],
          ["spread_count", {}, 1],
        ],
      ],
      [
        "jobs",
        "counter",
        [
          ["jobs_total", {}, 1],
          ["jobs_total", { a: "1" }, 2],
          ["jobs_total", { a: "2" }, 3],
          ["jobs_total", { a: "3" }, 4],
        ],
      ],
    ]);
    expect(
      families.flatMap(({ samples }) => samples.filter(({ exemplar }) => exemplar !== undefined)),
    ).toEqual([]);
    expect(parseText(await scraper.text()).filter(isForeign)).toHaveLength(8);
    expect(Object.keys(valuesOf(registry, "promenade_foreign_registry_errors_total"))).toEqual([
      "invalid",
    ]);
    expect(log.lines).toHaveLength(4);
  });

  it("is told at start when it is none", () => {
    for (const foreign of [undefined, null, 5, {}, { getMetricsAsJSON: 5 }]) {
      expect(() => adopt(foreign)).toThrow(
        expect.objectContaining({
          code: "PROMENADE_REGISTRY_INVALID",
          message: expect.stringContaining(
            "registries[0] has no method getMetricsAsJSON()",
          ) as string,
        }) as Error,
      );
    }
    expect(() => new Scraper(new Registry(), 5 as never)).toThrow("is not a list");
  });
});

describe("a large registry", () => {
  it("is rendered without holding the event loop", async () => {
    const values = Array.from({ length: 100_000 }, (_, at) => ({
      value: at,
      labels: { at: `${at}` },
    }));
    const { scraper } = adopt({
      getMetricsAsJSON: () => [{ name: "big", help, type: "gauge", values }],
    });
    let turns = 0;
    let isOn = true;
    const turn = (): void => {
      turns += 1;
      if (isOn) setImmediate(turn);
    };
    turn();
    const text = await scraper.text();
    isOn = false;
    expect(text.match(/^big\{/gm)).toHaveLength(100_000);
    expect(turns).toBeGreaterThan(10);
  });
});
