import type { BucketCounts, NativeHistogram } from "../types.ts";
import { hasSameBounds } from "./arithmetic.ts";
import { hasCustomBounds } from "./bounds.ts";
import { above, coarsen } from "./layout.ts";
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
