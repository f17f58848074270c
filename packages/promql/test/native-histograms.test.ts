import { describe, expect, it } from "vitest";
import {
  bucketsOf,
  createEngine,
  histogramOf,
  seriesOf,
  sourceOf,
  type NativeHistogram,
  type Sample,
} from "../src/index.ts";

const at = 1_750_000_200_000;
const step = 15_000;

const engine = createEngine();

/** The first of a row of powers of two, and how many observations each has had after some scrapes. */
function counted(scrapes: number): NativeHistogram {
  return histogramOf({
    count: 6 * scrapes,
    sum: 20 * scrapes,
    positive: { indexes: [0, 1, 3], counts: [scrapes, 2 * scrapes, 3 * scrapes] },
  });
}

const growing = sourceOf([
  seriesOf(
    { __name__: "x", job: "a" },
    Array.from({ length: 21 }, (_, index) => [at + index * step, counted(index + 1)]),
  ),
  seriesOf({ __name__: "x", job: "b" }, [[at + 20 * step, 5]]),
]);

function samples(expression: string, source = growing): readonly Sample[] {
  const value = engine.instant(expression, source, at + 20 * step);
  return value.type === "vector" ? value.samples : [];
}

describe("native histograms in results", () => {
  it("stand beside a value that is none", () => {
    expect(samples("x")).toEqual([
      { labels: { __name__: "x", job: "a" }, value: Number.NaN, histogram: counted(21) },
      { labels: { __name__: "x", job: "b" }, value: 5 },
    ]);
  });

  it("are apart from the points of a range that are numbers", () => {
    const source = sourceOf([
      seriesOf({ __name__: "x" }, [
        [at, 1],
        [at + step, counted(1)],
        [at + 2 * step, 2],
      ]),
    ]);
    const expected = {
      labels: { __name__: "x" },
      timestamps: Float64Array.of(at, at + 2 * step),
      values: Float64Array.of(1, 2),
      histograms: [{ timestamp: at + step, histogram: counted(1) }],
    };
    expect(engine.range("x", source, { start: at, end: at + 2 * step, step })).toEqual([expected]);
    expect(engine.instant("x[1m]", source, at + 2 * step)).toMatchObject({ series: [expected] });
  });

  it("have no value where a sum has numbers too", () => {
    expect(samples("sum(x)")).toEqual([]);
    expect(samples("count(x)")).toEqual([{ labels: {}, value: 2 }]);
    expect(samples("max(x)")).toEqual([{ labels: {}, value: 5 }]);
  });
});

describe("native histograms over time", () => {
  // Prometheus is no referee here: what its subqueries give of native histograms is not always the same.
  it("grow in a subquery as they do in a window of samples", () => {
    for (const name of ["increase", "resets", "avg_over_time", "sum_over_time"])
      expect(samples(`${name}((x{job="a"})[5m:15s])`)).toEqual(samples(`${name}(x{job="a"}[5m])`));
  });

  it("begin anew where a hint says so, but not in a subquery, which may leave samples out", () => {
    const anew = { ...counted(9), resetHint: "reset" } as const;
    const source = sourceOf([
      seriesOf({ __name__: "x" }, [
        [at + 18 * step, counted(8)],
        [at + 19 * step, anew],
        [at + 20 * step, { ...counted(10), resetHint: "none" }],
      ]),
    ]);
    expect(samples("resets(x[1m])", source)).toMatchObject([{ value: 1 }]);
    expect(samples("resets((x)[1m:15s])", source)).toMatchObject([{ value: 0 }]);
    expect(samples("histogram_count(irate(x[1m]))", source)).toMatchObject([{ value: 0.4 }]);
  });

  it("have no rate when the bounds of their buckets change and the counter goes on", () => {
    const custom = (customBounds: readonly number[], resetHint: "none" | "unknown") =>
      histogramOf({ schema: -53, count: 1, customBounds, resetHint });
    const source = sourceOf([
      seriesOf({ __name__: "x" }, [
        [at + 19 * step, custom([1], "unknown")],
        [at + 20 * step, custom([2], "none")],
      ]),
    ]);
    expect(samples("rate(x[1m])", source)).toEqual([]);
  });

  it("end where the series ends", () => {
    const source = sourceOf([
      seriesOf({ __name__: "x" }, [[at + 18 * step, counted(1)]], [at + 19 * step]),
    ]);
    expect(samples("x", source)).toEqual([]);
  });
});

describe("quantiles of native histograms", () => {
  it("leave out what was no number, and have none beyond all buckets", () => {
    const histogram = histogramOf({
      count: 10,
      sum: Number.NaN,
      positive: { indexes: [0, 1], counts: [4, 4] },
    });
    const source = sourceOf([seriesOf({ __name__: "x" }, [[at + 20 * step, histogram]])]);
    expect(samples("histogram_quantile(0.4, x)", source)).toMatchObject([{ value: 1 }]);
    expect(samples("histogram_quantile(0.9, x)", source)).toMatchObject([{ value: Number.NaN }]);
    expect(samples("histogram_fraction(0, 1, x)", source)).toMatchObject([{ value: 0.4 }]);
  });
});

describe("buckets", () => {
  const side = (index: number) => ({ indexes: [index], counts: [1] });
  const bounds = (parts: Partial<NativeHistogram>) =>
    bucketsOf(histogramOf(parts)).map(({ lower, upper }) => [lower, upper]);

  it.each([
    [-4, 1, 1, 65_536],
    [-4, 0, 1 / 65_536, 1],
    [0, 4, 8, 16],
    [1, 1, 1, Math.SQRT2],
    [8, 256, 2 ** (255 / 256), 2],
    [8, -255, 0.5, 2 ** (-255 / 256)],
    [0, 1024, 2 ** 1023, Number.MAX_VALUE],
    [0, 1025, Number.MAX_VALUE, Infinity],
    [-1, 513, Number.MAX_VALUE, Infinity],
  ])("of schema %d have their bounds: %d", (schema, index, lower, upper) => {
    const [found] = bounds({ schema, positive: side(index) });
    // As numbers of 12 digits: the table of the bounds is off in the last one.
    expect(found?.map((each) => each.toPrecision(12))).toEqual([
      lower.toPrecision(12),
      upper.toPrecision(12),
    ]);
    expect(bounds({ schema, negative: side(index) })).toEqual([
      [-(found?.[1] ?? 0), -(found?.[0] ?? 0)],
    ]);
  });

  it("have bounds that schemas share", () => {
    for (let index = -40; index < 40; index += 1) {
      const [[, coarse] = []] = bounds({ schema: 3, positive: side(index) });
      const [[, fine] = []] = bounds({ schema: 8, positive: side(index * 32) });
      expect(fine).toBe(coarse);
    }
  });

  it("begin where the zero bucket ends", () => {
    const parts = { zeroThreshold: 0.75, zeroCount: 2, positive: side(0), negative: side(0) };
    expect(bounds(parts)).toEqual([
      [-1, -0.75],
      [-0.75, 0.75],
      [0.75, 1],
    ]);
  });

  it("of custom bounds reach to infinity on both ends", () => {
    const positive = { indexes: [0, 1, 2], counts: [1, 2, 3] };
    expect(bucketsOf(histogramOf({ schema: -53, customBounds: [-1, 4], positive }))).toEqual([
      { lower: -Infinity, upper: -1, isLowerIncluded: true, isUpperIncluded: true, count: 1 },
      { lower: -1, upper: 4, isLowerIncluded: false, isUpperIncluded: true, count: 2 },
      { lower: 4, upper: Infinity, isLowerIncluded: false, isUpperIncluded: true, count: 3 },
    ]);
  });
});

it("counts for more than a number in the budget of a query", () => {
  const small = createEngine({ limits: { samples: 100 } });
  expect(() => small.instant("increase(x[5m])", growing, at + 20 * step)).toThrow(
    /more than 100 samples/,
  );
});
