import { constants, PerformanceObserver } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { startNode, wait } from "./helpers.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const names = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, "minor"],
  [constants.NODE_PERFORMANCE_GC_MAJOR, "major"],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, "incremental"],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, "weakcb"],
]);

/** Enough short-lived objects for several young collections. */
function allocate(): number {
  let kept = 0;
  for (let index = 0; index < 400_000; index += 1) kept += [index, { index }].length;
  return kept;
}

describe("garbage collections", () => {
  it("are all there before the first one happened", async () => {
    const { scrape } = await startNode();
    const samples = await scrape();
    for (const type of ["minor", "major", "incremental", "weakcb"]) {
      expect(samples.has(`v8js_gc_duration_seconds_count{v8js_gc_type="${type}"}`)).toBe(true);
    }
  });

  it("are counted completely, by type, with their whole time", async () => {
    const { scrape } = await startNode();
    const expected = new Map<string, { count: number; seconds: number }>();
    let batches = 0;
    let entries = 0;
    const own = new PerformanceObserver((list) => {
      batches += 1;
      for (const entry of list.getEntries()) {
        entries += 1;
        const { kind } = (entry as unknown as { detail: { kind: number } }).detail;
        const type = names.get(kind) ?? "other";
        const seen = expected.get(type) ?? { count: 0, seconds: 0 };
        expected.set(type, {
          count: seen.count + 1,
          seconds: seen.seconds + entry.duration / 1000,
        });
      }
    });
    const before = await scrape();
    own.observe({ entryTypes: ["gc"] });
    for (let round = 0; round < 5; round += 1) {
      for (let index = 0; index < 8; index += 1) {
        allocate();
        collect();
      }
      await wait(10);
    }
    await wait(50);
    const after = await scrape();
    own.disconnect();
    const grown = (key: string): number => (after.get(key) ?? 0) - (before.get(key) ?? 0);

    // Several to a batch: who reads only the first of each loses the rest.
    expect(entries).toBeGreaterThan(batches);
    expect(expected.get("major")?.count).toBeGreaterThanOrEqual(40);
    expect(expected.get("minor")?.count).toBeGreaterThan(0);
    for (const [type, { count, seconds }] of expected) {
      const labels = `{v8js_gc_type="${type}"}`;
      expect(grown(`v8js_gc_duration_seconds_count${labels}`)).toBe(count);
      expect(grown(`v8js_gc_duration_seconds_sum${labels}`)).toBeCloseTo(seconds, 9);
    }
  });

  it("are not observed when the metric is off", async () => {
    const { scrape } = await startNode({ except: ["gcDuration"] });
    collect();
    await wait(20);
    expect([...(await scrape()).keys()].filter((key) => key.startsWith("v8js_gc"))).toEqual([]);
  });
});
