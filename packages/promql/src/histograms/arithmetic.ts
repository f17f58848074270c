import type { BucketCounts, NativeHistogram } from "../types.ts";
import { hasCustomBounds } from "./bounds.ts";
import { above, coarsen, merge, noBuckets } from "./layout.ts";
import { reconcileZero } from "./zero-bucket.ts";

/** All counts and the sum, times a number. */
export function scale(histogram: NativeHistogram, factor: number): NativeHistogram {
  return mapCounts(histogram, (count) => count * factor);
}

/** All counts and the sum, by a number. By zero, the buckets are gone. */
export function divide(histogram: NativeHistogram, divisor: number): NativeHistogram {
  const result = mapCounts(histogram, (count) => count / divisor);
  return divisor === 0 ? { ...result, positive: noBuckets, negative: noBuckets } : result;
}

function mapCounts(histogram: NativeHistogram, change: (count: number) => number): NativeHistogram {
  const side = ({ indexes, counts }: BucketCounts): BucketCounts => ({
    indexes,
    counts: counts.map(change),
  });
  return {
    ...histogram,
    count: change(histogram.count),
    sum: change(histogram.sum),
    zeroCount: change(histogram.zeroCount),
    positive: side(histogram.positive),
    negative: side(histogram.negative),
  };
}

/** `undefined` when the bounds of their buckets have nothing in common. */
export function add(left: NativeHistogram, right: NativeHistogram): NativeHistogram | undefined {
  const sum = combine(left, right, 1);
  return sum === undefined ? undefined : { ...sum, resetHint: hintOf(left, right) };
}

/** `undefined` when the bounds of their buckets have nothing in common. */
export function subtract(
  left: NativeHistogram,
  right: NativeHistogram,
): NativeHistogram | undefined {
  return combine(left, right, -1);
}

function hintOf(
  { resetHint: left }: NativeHistogram,
  { resetHint: right }: NativeHistogram,
): NativeHistogram["resetHint"] {
  if (left === right) return left;
  return left === "gauge" || right === "gauge" ? "gauge" : "unknown";
}

function combine(
  left: NativeHistogram,
  right: NativeHistogram,
  sign: 1 | -1,
): NativeHistogram | undefined {
  const count = left.count + sign * right.count;
  const sum = left.sum + sign * right.sum;
  if (hasCustomBounds(left) || hasCustomBounds(right)) {
    if (!hasSameBounds(left, right)) return undefined;
    return { ...left, count, sum, positive: merge(left.positive, right.positive, sign) };
  }
  const { left: wide, rightCount } = reconcileZero(left, right);
  const schema = Math.min(left.schema, right.schema);
  const side = (one: BucketCounts, other: BucketCounts): BucketCounts =>
    merge(
      coarsen(one, left.schema, schema),
      above(coarsen(other, right.schema, schema), wide.zeroThreshold, schema),
      sign,
    );
  return {
    ...wide,
    schema,
    count,
    sum,
    zeroCount: wide.zeroCount + sign * rightCount,
    positive: side(wide.positive, right.positive),
    negative: side(wide.negative, right.negative),
  };
}

/** Whether both have the same custom bounds, or neither has. */
export function hasSameBounds(one: NativeHistogram, other: NativeHistogram): boolean {
  if (hasCustomBounds(one) !== hasCustomBounds(other)) return false;
  return !hasCustomBounds(one) || isSame(one.customBounds, other.customBounds);
}

/** Whether two are the same in all but the hint. Buckets that are there and empty make a difference. */
export function isEqual(one: NativeHistogram, other: NativeHistogram): boolean {
  return (
    one.schema === other.schema &&
    Object.is(one.count, other.count) &&
    Object.is(one.sum, other.sum) &&
    one.zeroThreshold === other.zeroThreshold &&
    Object.is(one.zeroCount, other.zeroCount) &&
    hasSameBounds(one, other) &&
    isSame(one.positive.indexes, other.positive.indexes) &&
    isSame(one.positive.counts, other.positive.counts) &&
    isSame(one.negative.indexes, other.negative.indexes) &&
    isSame(one.negative.counts, other.negative.counts)
  );
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return (
    one === other ||
    (one.length === other.length && one.every((value, at) => Object.is(value, other[at])))
  );
}
