import type { Bucket, NativeHistogram } from "../types.ts";
import { hasCustomBounds } from "./bounds.ts";
import { bucketsOf } from "./buckets.ts";

/** A stretch in which observations lie. */
type Stretch = Pick<Bucket, "lower" | "upper">;

/**
 * The quantile of a native histogram. Inside of a bucket it goes by the logarithm; in the zero bucket and between custom
 * bounds it is linear.
 */
export function nativeQuantile(quantile: number, histogram: NativeHistogram): number {
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  if (histogram.count === 0 || Number.isNaN(quantile)) return Number.NaN;
  // A NaN that was observed is counted, and is in no bucket: then only the way from below is right.
  const isFromBelow = Number.isNaN(histogram.sum) || quantile < 0.5;
  const rank = (isFromBelow ? quantile : 1 - quantile) * histogram.count;
  const { bucket, count } = bucketAt(histogram, rank, isFromBelow);
  const isCustom = hasCustomBounds(histogram);
  if (isCustom && bucket.lower === -Infinity && bucket.upper <= 0) return bucket.upper;
  if (isCustom && bucket.lower !== -Infinity && bucket.upper === Infinity) return bucket.lower;
  const { lower, upper } = isCustom ? fromZero(bucket) : closerToZero(bucket, histogram);
  const reached = Math.min(count, histogram.count);
  if (reached < rank) return Number.isNaN(histogram.sum) ? Number.NaN : upper;
  const inside = isFromBelow ? rank - (reached - bucket.count) : reached - rank;
  const fraction = inside / bucket.count;
  if (isCustom || (lower <= 0 && upper >= 0)) return lower + (upper - lower) * fraction;
  const [low, high] = [Math.log2(Math.abs(lower)), Math.log2(Math.abs(upper))];
  if (lower > 0) return 2 ** (low + (high - low) * fraction);
  return -(2 ** (high + (low - high) * (1 - fraction)));
}

/** The bucket with that rank, and the observations up to its end. */
function bucketAt(
  histogram: NativeHistogram,
  rank: number,
  isFromBelow: boolean,
): { readonly bucket: Stretch & Pick<Bucket, "count">; readonly count: number } {
  const buckets = bucketsOf(histogram);
  let count = 0;
  let bucket: Stretch & Pick<Bucket, "count"> = { lower: 0, upper: 0, count: 0 };
  for (const each of isFromBelow ? buckets : buckets.toReversed()) {
    bucket = each;
    count += each.count;
    if (each.count !== 0 && count >= rank) break;
  }
  return { bucket, count };
}

/** Where all other observations are on one side of zero, those in the zero bucket are too. */
export function closerToZero({ lower, upper }: Stretch, histogram: NativeHistogram): Stretch {
  const { positive, negative } = histogram;
  if (!(lower <= 0 && upper >= 0)) return { lower, upper };
  if (negative.indexes.length === 0 && positive.indexes.length > 0) return { lower: 0, upper };
  if (positive.indexes.length === 0 && negative.indexes.length > 0) return { lower, upper: 0 };
  return { lower, upper };
}

function fromZero({ lower, upper }: Stretch): Stretch {
  return { lower: lower === -Infinity ? 0 : lower, upper };
}
