import { shortNumber } from "../numbers.ts";
import type { Bucket, NativeHistogram } from "../types.ts";
import { bucketsOf } from "./buckets.ts";

/** As Prometheus writes one, for `count_values`. */
export function histogramText(histogram: NativeHistogram): string {
  const parts = [`count:${shortNumber(histogram.count)}`, `sum:${shortNumber(histogram.sum)}`];
  // Here the zero bucket cuts nothing off the others.
  const zero = { ...histogram, positive: none, negative: none };
  const sides = { ...histogram, zeroThreshold: 0, zeroCount: 0 };
  const [negative, positive] = [
    { ...sides, positive: none },
    { ...sides, negative: none },
  ];
  for (const part of [negative, zero, positive])
    for (const bucket of bucketsOf(part)) if (bucket.count !== 0) parts.push(bucketText(bucket));
  return `{${parts.join(", ")}}`;
}

const none = { indexes: [], counts: [] };

function bucketText({ lower, upper, isLowerIncluded, isUpperIncluded, count }: Bucket): string {
  const [open, close] = [isLowerIncluded ? "[" : "(", isUpperIncluded ? "]" : ")"];
  return `${open}${shortNumber(lower)},${shortNumber(upper)}${close}:${shortNumber(count)}`;
}
