import type { Bucket, BucketCounts, NativeHistogram } from "../types.ts";
import { boundOf, hasCustomBounds } from "./bounds.ts";

/**
 * The buckets of a native histogram from the lowest to the highest. Where the zero bucket reaches into another one, that one
 * begins at the zero bucket's end.
 */
export function bucketsOf(histogram: NativeHistogram): readonly Bucket[] {
  const { zeroCount, zeroThreshold } = histogram;
  const positive = sideOf(histogram, histogram.positive, zeroThreshold);
  if (hasCustomBounds(histogram)) return positive;
  const negative = sideOf(histogram, histogram.negative, zeroThreshold).toReversed().map(mirrored);
  const zero: Bucket = {
    lower: -zeroThreshold,
    upper: zeroThreshold,
    isLowerIncluded: true,
    isUpperIncluded: true,
    count: zeroCount,
  };
  return zeroCount > 0 ? [...negative, zero, ...positive] : [...negative, ...positive];
}

function sideOf(
  histogram: NativeHistogram,
  { indexes, counts }: BucketCounts,
  threshold: number,
): readonly Bucket[] {
  const isCustom = hasCustomBounds(histogram);
  return indexes.map((index, at) => {
    const lower = boundOf(histogram, index - 1);
    return {
      lower: !isCustom && lower > 0 && lower < threshold ? threshold : lower,
      upper: boundOf(histogram, index),
      // The first of custom bounds has all that is below it.
      isLowerIncluded: isCustom && index === 0,
      isUpperIncluded: true,
      count: counts[at] as number,
    };
  });
}

function mirrored({ lower, upper, count }: Bucket): Bucket {
  return { lower: -upper, upper: -lower, isLowerIncluded: true, isUpperIncluded: false, count };
}
