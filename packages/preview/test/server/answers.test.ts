import { createEngine, histogramOf, seriesOf, sourceOf } from "@promenade/promql";
import { expect, it } from "vitest";
import { matrixData, valueData } from "../../src/server/answers.ts";

const histogram = histogramOf({
  count: 9,
  sum: Number.NaN,
  zeroThreshold: 0.25,
  zeroCount: 2,
  positive: { indexes: [0, 1, 2], counts: [3, 0, 1] },
  negative: { indexes: [0], counts: [3] },
});
const written = {
  count: "9",
  sum: "NaN",
  buckets: [
    [1, "-1", "-0.5", "3"],
    [3, "-0.25", "0.25", "2"],
    [0, "0.5", "1", "3"],
    [0, "2", "4", "1"],
  ],
};
const source = sourceOf([
  seriesOf({ job: "a" }, [
    [0, 1],
    [60_000, histogram],
  ]),
  seriesOf({ job: "b" }, [[60_000, histogramOf()]]),
]);
const engine = createEngine();

it("writes native histograms of one time as Prometheus does", () => {
  const value = engine.instant('{job=~".+"}', source, 60_000);
  expect(valueData(value)).toEqual({
    resultType: "vector",
    result: [
      { metric: { job: "a" }, histogram: [60, written] },
      { metric: { job: "b" }, histogram: [60, { count: "0", sum: "0" }] },
    ],
  });
});

it("writes native histograms of a range beside the numbers", () => {
  const series = engine.range('{job=~".+"}', source, { start: 0, end: 60_000, step: 60_000 });
  expect(matrixData(series)).toEqual({
    resultType: "matrix",
    result: [
      { metric: { job: "a" }, values: [[0, "1"]], histograms: [[60, written]] },
      { metric: { job: "b" }, histograms: [[60, { count: "0", sum: "0" }]] },
    ],
  });
});
