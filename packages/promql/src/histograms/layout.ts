import type { BucketCounts, NativeHistogram } from "../types.ts";
import { coarserIndex, exponentialBound } from "./bounds.ts";

export const noBuckets: BucketCounts = { indexes: [], counts: [] };

/** A histogram of the parts that are given: without observations, of schema 0, when there are none. */
export function histogramOf(parts: Partial<NativeHistogram> = {}): NativeHistogram {
  return {
    schema: 0,
    count: 0,
    sum: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: noBuckets,
    negative: noBuckets,
    customBounds: [],
    resetHint: "unknown",
    ...parts,
  };
}

/** The same buckets in a coarser schema. */
export function coarsen(buckets: BucketCounts, schema: number, coarser: number): BucketCounts {
  if (schema === coarser) return buckets;
  const indexes: number[] = [];
  const counts: number[] = [];
  for (const [at, index] of buckets.indexes.entries()) {
    const target = coarserIndex(index, schema, coarser);
    const count = buckets.counts[at] as number;
    if (indexes.at(-1) === target) counts[counts.length - 1] = (counts.at(-1) as number) + count;
    else {
      indexes.push(target);
      counts.push(count);
    }
  }
  return { indexes, counts };
}

/** The buckets above a threshold; those up to it belong to the zero bucket. */
export function above(buckets: BucketCounts, threshold: number, schema: number): BucketCounts {
  const { indexes, counts } = buckets;
  let first = 0;
  while (first < indexes.length && exponentialBound(indexes[first] as number, schema) <= threshold)
    first += 1;
  return first === 0 ? buckets : { indexes: indexes.slice(first), counts: counts.slice(first) };
}

/** One by one `left + sign * right`; a bucket that is missing counts nothing. */
export function merge(left: BucketCounts, right: BucketCounts, sign: 1 | -1): BucketCounts {
  // Histograms of one series mostly have the same buckets.
  if (hasSameIndexes(left, right))
    return {
      indexes: left.indexes,
      counts: left.counts.map((count, at) => count + sign * (right.counts[at] as number)),
    };
  const indexes: number[] = [];
  const counts: number[] = [];
  let [one, other] = [0, 0];
  while (one < left.indexes.length || other < right.indexes.length) {
    const leftIndex = left.indexes[one] ?? Infinity;
    const rightIndex = right.indexes[other] ?? Infinity;
    let count = 0;
    if (leftIndex <= rightIndex) {
      count = left.counts[one] as number;
      one += 1;
    }
    if (rightIndex <= leftIndex) {
      count += sign * (right.counts[other] as number);
      other += 1;
    }
    indexes.push(Math.min(leftIndex, rightIndex));
    counts.push(count);
  }
  return { indexes, counts };
}

function hasSameIndexes({ indexes: one }: BucketCounts, { indexes: other }: BucketCounts): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

/** Without the buckets that count nothing. */
export function compact(histogram: NativeHistogram): NativeHistogram {
  const positive = filled(histogram.positive);
  const negative = filled(histogram.negative);
  if (positive === histogram.positive && negative === histogram.negative) return histogram;
  return { ...histogram, positive, negative };
}

function filled(buckets: BucketCounts): BucketCounts {
  const { indexes, counts } = buckets;
  if (!counts.includes(0)) return buckets;
  return {
    indexes: indexes.filter((_, at) => counts[at] !== 0),
    counts: counts.filter((count) => count !== 0),
  };
}
