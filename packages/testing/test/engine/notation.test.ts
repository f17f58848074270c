import { describe, expect, it } from "vitest";
import { readSeries } from "../../src/engine/notation.ts";

const samples = (values: string): readonly (readonly [number, number])[] => {
  const { timestamps, values: numbers, length } = readSeries("a", values, 60_000);
  return Array.from({ length }, (_, at) => [(timestamps[at] ?? 0) / 60_000, numbers[at] ?? 0]);
};

describe("promtool's notation", () => {
  it.each([
    ["1 -2 3.5", [1, -2, 3.5]],
    ["1+2x3", [1, 3, 5, 7]],
    ["10-5x2", [10, 5, 0]],
    ["-1-1x1", [-1, -2]],
    ["4x2", [4, 4, 4]],
    ["1e3+1E1x1", [1000, 1010]],
    ["Inf -inf", [Infinity, -Infinity]],
    ["NaN", [Number.NaN]],
  ])("%s", (text, expected) => {
    expect(samples(text).map(([, value]) => value)).toEqual(expected);
  });

  it("has gaps, and ends", () => {
    expect(samples("1 _ 2 _x3 3")).toEqual([
      [0, 1],
      [2, 2],
      [6, 3],
    ]);
    expect(readSeries("a", "1 stale 2", 60_000)).toMatchObject({ staleAt: [60_000], length: 2 });
  });

  it("reads native histograms", () => {
    const { histograms } = readSeries(
      "a",
      "{{schema:1 count:3 offset:-1 buckets:[1 2]}} 1",
      60_000,
    );
    expect(histograms).toMatchObject([
      { schema: 1, count: 3, positive: { indexes: [-1, 0], counts: [1, 2] } },
      undefined,
    ]);
  });

  it("names series as PromQL does", () => {
    const { labels } = readSeries(`a_bucket{job="x y", le="1", text='"\\n'}`, "1", 60_000);
    expect(labels).toEqual({ __name__: "a_bucket", job: "x y", le: "1", text: '"\n' });
  });

  it.each(["", "1+2", "x3", "{{scheme:1}}", "1+x2"])("%s is refused by name", (values) => {
    expect(() => readSeries("a", values, 60_000)).toThrow(`a: the engine cannot read "${values}"`);
  });
});
