import { describe, expect, it } from "vitest";
import { createEngine, histogramOf, type Labels, type NativeHistogram } from "../../src/index.ts";
import { SampleStore, type StoreLimits } from "../../src/samples/store.ts";
import { Target } from "../../src/samples/target.ts";

const minute = 60_000;
const start = 1_800_000_000_000;
const plain = "text/plain";

function target(limits: Partial<StoreLimits> = {}): { store: SampleStore; one: Target } {
  const store = new SampleStore(limits);
  return { store, one: new Target(store, { job: "shop", instance: "a:1", url: "" }) };
}

function scrape(into: Target, time: number, text: string): void {
  into.ingest({ time, durationSeconds: 0.01, result: { text, contentType: plain } });
}

function now(
  store: SampleStore,
  expression: string,
  time: number,
): readonly (readonly [Labels, number])[] {
  const value = createEngine().instant(expression, store, time);
  if (value.type !== "vector") throw new Error(value.type);
  return value.samples.map(({ labels, value: each }) => [labels, each] as const);
}

describe("the samples of a target", () => {
  it("carry its job and instance, and its own labels of that name as exported", () => {
    const { store, one } = target();
    scrape(one, start, 'a{job="mine",x="1"} 5\n');
    expect(now(store, "a", start)).toEqual([
      [{ __name__: "a", x: "1", job: "shop", instance: "a:1", exported_job: "mine" }, 5],
    ]);
    expect(now(store, "up", start).map(([, value]) => value)).toEqual([1]);
    expect(now(store, "scrape_samples_scraped", start).map(([, value]) => value)).toEqual([1]);
    expect(now(store, "scrape_duration_seconds", start).map(([, value]) => value)).toEqual([0.01]);
  });

  it("end at once when a series is gone from a scrape, and come back", () => {
    const { store, one } = target();
    scrape(one, start, "a 1\nb 1\n");
    scrape(one, start + 1000, "b 1\n");
    expect(now(store, "a", start + 999)).toHaveLength(1);
    expect(now(store, "a", start + 1000)).toEqual([]);
    expect(now(store, "b", start + 1000)).toHaveLength(1);
    scrape(one, start + 2000, "a 3\nb 1\n");
    expect(now(store, "a", start + 2000).map(([, value]) => value)).toEqual([3]);
    expect(now(store, "count_over_time(a[1m])", start + 2000).map(([, value]) => value)).toEqual([
      2,
    ]);
  });

  it("all end when the target is down, and only `up` says so", () => {
    const { store, one } = target();
    scrape(one, start, "a 1\n");
    one.ingest({ time: start + 1000, durationSeconds: 1, result: { error: "connection refused" } });
    expect(now(store, "a", start + 1000)).toEqual([]);
    expect(now(store, "up", start + 1000).map(([, value]) => value)).toEqual([0]);
    expect(one.status).toMatchObject({ health: "down", lastError: "connection refused" });
  });

  it("are none of a scrape that is broken half-way", () => {
    const { store, one } = target();
    scrape(one, start, "a 1\nb }\n");
    expect(now(store, "a", start)).toEqual([]);
    expect(one.status.lastError).toMatch(/^Line 2 of the metrics/);
  });

  it("count the first of two lines of one series", () => {
    const { store, one } = target();
    scrape(one, start, 'a{x="1"} 1\na{x="1",} 2\n');
    expect(now(store, "a", start).map(([, value]) => value)).toEqual([1]);
  });

  it("stay in order when the clock is set back", () => {
    const { store, one } = target();
    scrape(one, start, "a 1\n");
    scrape(one, start - 5000, "a 2\n");
    expect(now(store, "a", start + 1).map(([, value]) => value)).toEqual([2]);
  });

  it("keep what is not a number apart from what is not there", () => {
    const { store, one } = target();
    for (const [index, value] of ["NaN", "NaN", "1", "+Inf"].entries())
      scrape(one, start + index * 1000, `a ${value}\n`);
    expect(now(store, "a", start + 1000).map(([, value]) => value)).toEqual([Number.NaN]);
    expect(now(store, "a", start + 3000).map(([, value]) => value)).toEqual([
      Number.POSITIVE_INFINITY,
    ]);
    expect(now(store, "count_over_time(a[1m])", start + 3000).map(([, value]) => value)).toEqual([
      4,
    ]);
  });

  it("are read back as they were written, across chunks", () => {
    const { store, one } = target();
    const written = Array.from({ length: 200 }, (_, index) => (index % 70 < 40 ? 7 : index));
    for (const [index, value] of written.entries())
      scrape(one, start + index * 1000, `a ${value}\n`);
    const [series] = [
      ...store.select([{ name: "__name__", type: "=", value: "a" }], 0, start + 1e9),
    ];
    expect(Array.from(series?.values ?? []).slice(0, series?.length)).toEqual(written);
    expect(series?.timestamps[199]).toBe(start + 199_000);
  });
});

describe("the store", () => {
  it("forgets what is older than its retention, series and all", () => {
    const { store, one } = target({ retentionMilliseconds: 2 * minute });
    scrape(one, start, "old 1\na 1\n");
    for (let second = 1; second <= 600; second += 1)
      scrape(one, start + second * 1000, `a ${second}\n`);
    expect(store.seriesCount).toBe(4);
    const [series] = [
      ...store.select([{ name: "__name__", type: "=", value: "a" }], 0, start + 1e9),
    ];
    // Whole chunks go: at most one chunk more than asked is kept.
    expect(series?.length).toBeGreaterThanOrEqual(120);
    expect(series?.length).toBeLessThanOrEqual(120 + 32);
  });

  it("keeps to its memory, and says from when on it has samples", () => {
    const limit = 3_000_000;
    const { store, one } = target({ bytes: limit });
    const lines = (round: number): string =>
      Array.from({ length: 500 }, (_, index) => `m${index} ${round * index + 0.5}`).join("\n");
    for (let round = 0; round < 600; round += 1) {
      scrape(one, start + round * 1000, lines(round));
      expect(store.bytes).toBeLessThanOrEqual(limit);
    }
    expect(store.shortenedTo).toBeGreaterThan(start);
    expect(now(store, "m7", start + 599_000).map(([, value]) => value)).toEqual([599 * 7 + 0.5]);
  });

  it("takes no more series than it may, and counts the others", () => {
    const { store, one } = target({ series: 10 });
    scrape(one, start, Array.from({ length: 50 }, (_, index) => `m${index} 1`).join("\n"));
    expect(store.seriesCount).toBe(13);
    expect(one.status).toMatchObject({ samples: 50, leftOut: 40 });
    expect(now(store, "up", start).map(([, value]) => value)).toEqual([1]);
  });

  it("forgets series that ended for new ones, those that ended first before others", () => {
    const { store, one } = target({ series: 100 });
    const run = (name: string): string =>
      Array.from({ length: 40 }, (_, index) => `${name}{i="${index}"} 1`).join("\n");
    for (const [index, name] of ["a", "b", "c", "d", "e"].entries()) {
      scrape(one, start + index * 1000, `lives 1\n${run(name)}`);
      expect(one.status.leftOut).toBe(0);
      expect(store.seriesCount).toBeLessThanOrEqual(103);
    }
    const seen = (name: string): number =>
      now(store, `max_over_time(${name}[1m])`, start + 4000).length;
    expect(["a", "d", "e", "lives"].map(seen)).toEqual([0, 40, 40, 1]);
    expect(store.displaced).toBeGreaterThanOrEqual(60);
    expect(now(store, "count_over_time(lives[1m])", start + 4000)[0]?.[1]).toBe(5);
    // One that was forgotten comes back as new.
    scrape(one, start + 5000, 'lives 1\na{i="0"} 7\n');
    scrape(one, start + 6000, 'lives 1\na{i="0"} 8\n');
    expect(now(store, "a", start + 6000).map(([, value]) => value)).toEqual([8]);
  });

  it("takes no more series than their labels leave room for", () => {
    const { store, one } = target({ bytes: 1_000_000 });
    const lines = Array.from({ length: 200 }, (_, index) => `m{x="${"y".repeat(5000)}${index}"} 1`);
    for (let round = 0; round < 3; round += 1) scrape(one, start + round * 1000, lines.join("\n"));
    expect(store.bytes).toBeLessThanOrEqual(1_000_000 + 5000);
    expect(store.seriesCount).toBeGreaterThan(50);
    expect(one.status).toMatchObject({ health: "up", leftOut: 203 - store.seriesCount });
  });

  it("knows the metrics of the last answer, and none that are gone", () => {
    const { one } = target();
    scrape(one, start, "# TYPE a gauge\n# HELP a One.\na 1\n");
    one.ingest({ time: start + 1, durationSeconds: 1, result: { error: "connection refused" } });
    expect([...one.families.keys()]).toEqual(["a"]);
    scrape(one, start + 2000, "# TYPE b counter\nb 1\n");
    expect([...one.families.values()]).toEqual([{ name: "b", type: "counter", help: "" }]);
  });

  it("keeps labels that are called as what objects have", () => {
    const { store, one } = target();
    scrape(one, start, 'a{__proto__="x",constructor="y"} 1\n');
    const [[labels] = [{}]] = now(store, 'a{constructor="y"}', start);
    expect(Object.entries(labels)).toContainEqual(["__proto__", "x"]);
    expect(now(store, 'a{toString!=""}', start)).toEqual([]);
  });

  it("needs little for a series that does not change", () => {
    const constant = target();
    const moving = target();
    for (let second = 0; second < 320; second += 1) {
      scrape(constant.one, start + second * 1000, "a 5\n");
      scrape(moving.one, start + second * 1000, `a ${second}.5\n`);
    }
    expect(moving.store.bytes - constant.store.bytes).toBeGreaterThan(2500);
  });

  it("keeps exemplars once, with their time, and no more than it may", () => {
    const { store, one } = target({ exemplars: 5 });
    const open = (round: number): void =>
      one.ingest({
        time: start + round * 1000,
        durationSeconds: 0,
        result: {
          text: `h_bucket{le="1.0"} ${round} # {trace_id="${Math.floor(round / 2)}"} 0.5\n# EOF\n`,
          contentType: "application/openmetrics-text",
        },
      });
    for (let round = 0; round < 6; round += 1) open(round);
    const matchers = [{ name: "__name__", type: "=", value: "h_bucket" }] as const;
    const [series] = store.exemplarsOf(matchers, 0, start + 1e9);
    expect(series?.exemplars.map(({ labels, time }) => [labels["trace_id"], time])).toEqual([
      ["0", start],
      ["1", start + 2000],
      ["2", start + 4000],
    ]);
    for (let round = 6; round < 60; round += 1) open(round);
    expect(store.exemplarsOf(matchers, 0, start + 1e9)[0]?.exemplars.length).toBeLessThanOrEqual(5);
  });
});

describe("native histograms in the store", () => {
  const counted = (count: number): NativeHistogram =>
    histogramOf({ count, positive: { indexes: [0, 1, 2], counts: [count, count, count] } });

  function filled(histograms: readonly (NativeHistogram | number)[], limits = {}): SampleStore {
    const store = new SampleStore(limits);
    const timeline = store.addTimeline();
    for (const [index, histogram] of histograms.entries()) {
      const number = timeline.push(start + index * 1000);
      const series = store.seriesOf({ __name__: "h" }, timeline);
      if (series !== undefined) store.append(series, number, histogram);
      store.prune(start + index * 1000);
    }
    return store;
  }

  it("are read again, with numbers between them", () => {
    const store = filled([1, counted(3), counted(3), 2]);
    const [read] = store.select([], start, start + minute);
    expect(Array.from({ length: 4 }, (_, at) => read?.histograms?.[at])).toEqual([
      undefined,
      counted(3),
      counted(3),
      undefined,
    ]);
    expect(Array.from(read?.values ?? []).slice(0, read?.length)).toEqual([
      1,
      Number.NaN,
      Number.NaN,
      2,
    ]);
    expect(now(store, "resets(h[1m])", start + 3000).map(([, value]) => value)).toEqual([2]);
  });

  it("are counted in what the store takes, and kept once while they stay the same", () => {
    const rows = Array.from({ length: 1000 }, (_, index) => index);
    const moving = filled(rows.map((index) => counted(index)));
    const constant = filled(rows.map(() => counted(5)));
    expect(moving.bytes).toBeGreaterThan(1000 * 280);
    expect(constant.bytes).toBeLessThan(moving.bytes / 10);
    const bounded = filled(
      rows.map((index) => counted(index)),
      { bytes: 100_000 },
    );
    expect(bounded.bytes).toBeLessThanOrEqual(100_000);
    expect(bounded.shortenedTo).toBeGreaterThan(start);
  });

  it("are refused where the answer is of another kind", () => {
    const { one } = target();
    const result = { bytes: Uint8Array.of(1), contentType: "application/x-protobuf" };
    one.ingest({ time: start, durationSeconds: 0, result });
    expect(one.status.lastError).toBe(
      "the metrics are of a kind that is not read here, application/x-protobuf",
    );
  });
});
