import type { BucketCounts, NativeHistogram } from "../types.ts";
import { hasSameBounds } from "./arithmetic.ts";
import { hasCustomBounds } from "./bounds.ts";
import { above, coarsen, histogramOf } from "./layout.ts";
import { widened } from "./zero-bucket.ts";

/** Whether something was counted before that is not counted any more: the counter began anew. */
export function isReset(current: NativeHistogram, before: NativeHistogram): boolean {
  if (current.resetHint === "reset") return true;
  if (current.resetHint === "none") return false;
  if (current.count < before.count || !hasSameBounds(current, before)) return true;
  if (hasCustomBounds(current)) return hasLess(current.positive, before.positive);
  // While it counts on, a histogram may only become coarser.
  const { schema, zeroThreshold } = current;
  if (schema > before.schema || zeroThreshold < before.zeroThreshold) return true;
  const zero = widened(before, zeroThreshold);
  if (zero.threshold !== zeroThreshold || current.zeroCount < zero.count) return true;
  const isSideReset = (now: BucketCounts, then: BucketCounts): boolean =>
    hasLess(
      above(now, zeroThreshold, schema),
      above(coarsen(then, before.schema, schema), zeroThreshold, schema),
    );
  return (
    isSideReset(current.positive, before.positive) || isSideReset(current.negative, before.negative)
  );
}

function hasLess(now: BucketCounts, then: BucketCounts): boolean {
  let at = 0;
  for (const [place, index] of then.indexes.entries()) {
    while (at < now.indexes.length && (now.indexes[at] as number) < index) at += 1;
    const count = now.indexes[at] === index ? (now.counts[at] as number) : 0;
    if (count < (then.counts[place] as number)) return true;
  }
  return false;
}

/**
 * Count and sum alone, which is all that `histogram_count` and its kin read: what was reset is found out before the buckets go,
 * and bounds that do not go together no longer matter.
 */
export function withoutBuckets(
  histograms: readonly (NativeHistogram | undefined)[],
  length: number,
): readonly (NativeHistogram | undefined)[] {
  let before: NativeHistogram | undefined;
  return Array.from({ length }, (_, index) => {
    const histogram = histograms[index];
    if (histogram === undefined) return undefined;
    const hint = hintOf(histogram, before);
    before = histogram;
    const { count, sum } = histogram;
    return histogramOf({ count, sum, resetHint: hint });
  });
}

function hintOf(
  histogram: NativeHistogram,
  before: NativeHistogram | undefined,
): NativeHistogram["resetHint"] {
  if (histogram.resetHint !== "unknown" || before === undefined) return histogram.resetHint;
  return isReset(histogram, before) ? "reset" : "none";
}
