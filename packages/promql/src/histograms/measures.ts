import { KahanSum } from "../numbers.ts";
import type { NativeHistogram } from "../types.ts";
import { hasCustomBounds } from "./bounds.ts";
import { bucketsOf } from "./buckets.ts";

/** Functions that make one number of a native histogram. */
export const measures: Readonly<Record<string, (histogram: NativeHistogram) => number>> = {
  histogram_count: ({ count }) => count,
  histogram_sum: ({ sum }) => sum,
  histogram_avg: ({ sum, count }) => sum / count,
  histogram_stddev: (histogram) => Math.sqrt(variance(histogram)),
  histogram_stdvar: variance,
};

/** As if all of a bucket's observations were in its middle. */
function variance(histogram: NativeHistogram): number {
  const mean = histogram.sum / histogram.count;
  const isCustom = hasCustomBounds(histogram);
  const squares = new KahanSum();
  for (const { lower, upper, count } of bucketsOf(histogram)) {
    if (count === 0) continue;
    const delta = middle(lower, upper, isCustom) - mean;
    squares.add(count * delta * delta);
  }
  return squares.total / histogram.count;
}

function middle(lower: number, upper: number, isCustom: boolean): number {
  if (isCustom) return (upper + lower) / 2;
  if (lower <= 0 && upper >= 0) return 0;
  const mean = Math.sqrt(upper * lower);
  return upper < 0 ? -mean : mean;
}
