import type { Bucket, NativeHistogram } from "../types.ts";
import { hasCustomBounds } from "./bounds.ts";
import { bucketsOf } from "./buckets.ts";
import { closerToZero } from "./quantile.ts";

/** The share of observations between two values; a NaN that was observed is between none. */
export function nativeFraction(lower: number, upper: number, histogram: NativeHistogram): number {
  if (histogram.count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const buckets = bucketsOf(histogram);
  const known = Number.isNaN(histogram.sum)
    ? buckets.reduce((sum, { count }) => sum + count, 0)
    : histogram.count;
  const rankOf = (value: number): number => rankAt(value, buckets, histogram, known);
  return (rankOf(upper) - rankOf(lower)) / histogram.count;
}

/** How many observations lie below a value. */
function rankAt(
  value: number,
  buckets: readonly Bucket[],
  histogram: NativeHistogram,
  known: number,
): number {
  const isCustom = hasCustomBounds(histogram);
  let rank = 0;
  for (const bucket of buckets) {
    const isZero = bucket.lower <= 0 && bucket.upper >= 0;
    const { lower, upper } = closerToZero(bucket, histogram);
    if (lower >= value) return Math.min(rank, known);
    if (upper > value) {
      const share =
        isCustom || isZero
          ? (value - lower) / (upper - lower)
          : logarithmicShare(value, lower, upper);
      return atMost(rank + bucket.count * share, known);
    }
    rank += bucket.count;
  }
  return known;
}

/** A NaN, of a bucket without an end, stays one. */
function atMost(rank: number, known: number): number {
  return rank > known ? known : rank;
}

function logarithmicShare(value: number, lower: number, upper: number): number {
  const [low, high, at] = [lower, upper, value].map((each) => Math.log2(Math.abs(each))) as [
    number,
    number,
    number,
  ];
  return value > 0 ? (at - low) / (high - low) : 1 - (at - high) / (low - high);
}
