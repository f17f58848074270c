import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { counter, gauge, histogram, Registry } from "../../src/index.ts";
import { compile, interpret } from "../../src/store/find.ts";
import type { StoredCounter, StoredGauge, StoredHistogram } from "../../src/store/metrics.ts";
import type { SeriesStore } from "../../src/store/series-store.ts";

const help = "Something that is measured.";
const twoLabels = counter({ name: "x_total", help, labels: ["a", "b"] });

/** Every live series as text → first value. */
function seriesOf(store: SeriesStore): Record<string, number> {
  const entries: [string, number][] = [];
  for (let slot = 0; slot < store.slots; slot += 1) {
    if (!store.isLive(slot)) continue;
    const texts = store.labels.map(
      ({ texts: all }, at) => all[store.table.ids[slot * store.labels.length + at] as number],
    );
    entries.push([JSON.stringify(texts), store.values[slot * store.stride] as number]);
  }
  expect(entries.length).toBe(store.size);
  return Object.fromEntries(entries);
}

function stored<S>(registry: Registry, name: string): S {
  return registry.get(name) as S;
}

describe("series", () => {
  it("never collide, whatever the label values contain", () => {
    const registry = new Registry();
    const metric = registry.register(twoLabels);
    const hostile = [
      "",
      "1,b:2",
      "b:3",
      "x|",
      "|y",
      "x",
      "y",
      '"',
      "\\",
      "\n",
      "\u0000",
      "__proto__",
      "constructor",
      "😀",
      "\ud800",
    ];
    for (const a of hostile) for (const b of hostile) metric.inc({ a, b });
    expect(Object.values(seriesOf(stored(registry, "x_total")))).toEqual(
      Array.from({ length: hostile.length ** 2 }, () => 1),
    );
  });

  it("behave as a map under any sequence of records and removals", () => {
    const operation = fc.record({
      kind: fc.constantFrom("inc", "bound", "remove", "clear"),
      a: fc.constantFrom("p", "q", "r", 1, 2, true),
      b: fc.integer({ min: 0, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const registry = new Registry();
        const metric = registry.register(twoLabels);
        const model = new Map<string, number>();
        const bound = new Map<string, { inc(): void }>();
        for (const { kind, a, b } of operations) {
          const key = JSON.stringify([String(a), String(b)]);
          if (kind === "clear") {
            metric.clear();
            model.clear();
          } else if (kind === "remove") {
            metric.remove({ a, b });
            model.delete(key);
          } else {
            if (kind === "inc") metric.inc({ a, b });
            else {
              const child = bound.get(key) ?? metric.bind({ a, b });
              bound.set(key, child);
              child.inc();
            }
            model.set(key, (model.get(key) ?? 0) + 1);
          }
        }
        expect(seriesOf(stored(registry, "x_total"))).toEqual(Object.fromEntries(model));
      }),
      { numRuns: 300 },
    );
  });

  it("free the texts of removed series: churn does not grow the dictionary", () => {
    const registry = new Registry();
    const metric = registry.register(gauge({ name: "lag", help, labels: ["partition"] }));
    for (let round = 0; round < 500; round += 1) {
      metric.set({ partition: round }, 1);
      metric.remove({ partition: round });
    }
    expect(registry.labelValues("partition").texts.length).toBeLessThanOrEqual(2);
    expect(registry.labelValues("partition").ids.size).toBe(0);
    metric.set({ partition: 7 }, 1);
    expect(seriesOf(stored(registry, "lag"))).toEqual({ '["7"]': 1 });
  });

  it("a child whose series was removed starts it anew, and only its own", () => {
    const registry = new Registry();
    const metric = registry.register(twoLabels);
    const child = metric.bind({ a: "1", b: "1" });
    child.inc(5);
    metric.clear();
    metric.inc({ a: "other", b: "1" });
    child.inc();
    child.inc();
    expect(seriesOf(stored(registry, "x_total"))).toEqual({ '["other","1"]': 1, '["1","1"]': 2 });
  });

  it("do not take a freed slot while a scrape renders", () => {
    const registry = new Registry();
    const metric = registry.register(twoLabels);
    metric.inc({ a: 1, b: 1 });
    const end = registry.beginRender();
    metric.remove({ a: 1, b: 1 });
    metric.inc({ a: 2, b: 2 });
    expect(stored<SeriesStore>(registry, "x_total").slots).toBe(2);
    end();
    metric.inc({ a: 3, b: 3 });
    expect(stored<SeriesStore>(registry, "x_total").slots).toBe(2);
  });

  it("compile and interpret find the same", () => {
    const registry = new Registry();
    const metric = registry.register(
      counter({ name: "y_total", help, labels: ["a", "b", "c", "d", "e"] }),
    );
    const store = stored<StoredCounter>(registry, "y_total");
    const compiled = compile(store.table, store.labels);
    const interpreted = interpret(store.table, store.labels);
    for (let at = 0; at < 200; at += 1)
      metric.inc({ a: at % 3, b: at % 5, c: `c${at % 7}`, d: at % 2 === 0, e: "" });
    for (let at = 0; at < 300; at += 1) {
      const labels = { a: at % 4, b: at % 5, c: `c${at % 8}`, d: at % 2 === 0, e: "" };
      expect(compiled?.(labels)).toBe(interpreted(labels));
    }
  });
});

describe("bad input", () => {
  it("is dropped and counted, never thrown", () => {
    const registry = new Registry();
    registry.log = { debug() {}, info() {}, warn() {}, error() {} };
    const requests = registry.register(twoLabels) as unknown as StoredCounter;
    const depth = registry.register(gauge({ name: "depth", help })) as unknown as StoredGauge;
    const duration = registry.register(
      histogram({ name: "d_seconds", help, unit: "seconds" }),
    ) as unknown as StoredHistogram;
    const labels = { a: "1", b: "1" };
    const throwing = {
      get a(): string {
        throw new Error("host");
      },
      b: "",
    };
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1, "3", null, {}])
      requests.inc(labels, value);
    for (const value of [undefined, null, "x", 7, throwing]) requests.inc(value);
    for (const value of [Number.NaN, Number.NEGATIVE_INFINITY, "3", null, undefined])
      depth.set(value);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, "3", undefined])
      duration.observe(value);
    requests.bind(null).inc(1);
    const counts = seriesOf(stored(registry, "promenade_bad_input_total"));
    expect(counts).toEqual({ '["x_total"]': 13, '["depth"]': 5, '["d_seconds"]': 4 });
    expect(seriesOf(requests)).toEqual({});
  });
});

describe("histograms", () => {
  it("put every value into the bucket that a plain search finds", () => {
    const buckets = fc
      .uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), {
        minLength: 1,
        maxLength: 30,
      })
      .map((list) => list.map((value) => value + 0).toSorted((a, b) => a - b))
      .filter((list) => list.every((value, at) => at === 0 || value > (list[at - 1] as number)));
    fc.assert(
      fc.property(
        buckets,
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })),
        (bounds, values) => {
          const metric = new Registry().register(
            histogram({ name: "h", help, buckets: bounds }),
          ) as unknown as StoredHistogram;
          for (const value of [...values, ...bounds]) {
            const plain = bounds.findIndex((bound) => value <= bound);
            expect(metric.buckets.find(value)).toBe(plain === -1 ? bounds.length : plain);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("cardinality", () => {
  const quiet = (limits: { values?: number; series?: number }): Registry => {
    const registry = new Registry({ limits });
    registry.log = { debug() {}, info() {}, warn() {}, error() {} };
    return registry;
  };

  it("folds the values of a label past its limit into one, counted and logged once", () => {
    const registry = quiet({ values: 3 });
    const warnings: string[] = [];
    registry.log = {
      debug() {},
      info() {},
      error() {},
      warn: (message) => void warnings.push(message),
    };
    const metric = registry.register(twoLabels);
    for (let at = 0; at < 10; at += 1) metric.inc({ a: at, b: "same" });
    expect(seriesOf(stored(registry, "x_total"))).toEqual({
      '["0","same"]': 1,
      '["1","same"]': 1,
      '["2","same"]': 1,
      '["__overflow__","same"]': 7,
    });
    expect(seriesOf(stored(registry, "promenade_cardinality_overflows_total"))).toEqual({
      '["x_total","a"]': 7,
    });
    expect(warnings.length).toBe(1);
    expect(registry.labelValues("a").texts.length).toBe(4);
  });

  it("bounds the combinations of a metric, whatever comes", () => {
    const registry = quiet({ series: 50 });
    const metric = registry.register(twoLabels);
    for (let at = 0; at < 5000; at += 1) metric.inc({ a: at % 71, b: at % 73 });
    const series = seriesOf(stored(registry, "x_total"));
    expect(Object.keys(series).length).toBeLessThanOrEqual(151);
    expect(Object.values(series).reduce((sum, value) => sum + value, 0)).toBe(5000);
    expect(registry.labelValues("a").texts.length).toBeLessThanOrEqual(72);
  });

  it("lets a definition set its own limit", () => {
    const registry = quiet({ values: 3 });
    const metric = registry.register(
      counter({ name: "z_total", help, labels: ["a"], labelLimit: 5 }),
    );
    for (let at = 0; at < 10; at += 1) metric.inc({ a: at });
    expect(Object.keys(seriesOf(stored(registry, "z_total"))).length).toBe(6);
  });
});

describe("registry", () => {
  it("gives an equal definition the same recorder, and refuses a different one by saying what differs", () => {
    const registry = new Registry();
    const first = registry.register(twoLabels, "one");
    expect(registry.register(counter({ name: "x_total", help, labels: ["a", "b"] }), "two")).toBe(
      first,
    );
    expect(() =>
      registry.register(counter({ name: "x_total", help: "Other.", labels: ["a"] }), "two"),
    ).toThrow(
      /"x_total" of "two" is already defined by "one" with a different help, labels.*PROMENADE_METRIC_CONFLICT/,
    );
  });
});
