import { noBuckets } from "../../histograms/layout.ts";
import { histogramOf, type BucketCounts, type NativeHistogram } from "../../index.ts";
import type { Histogram, Side } from "./messages.ts";

/** The native part of a histogram; `undefined` when it has classic buckets only. */
export function nativeOf(histogram: Histogram, isGauge: boolean): NativeHistogram | undefined {
  const { schema, count, sum, zeroThreshold, zeroCount, positive, negative } = histogram;
  const isNative =
    positive.spans.length > 0 || negative.spans.length > 0 || zeroThreshold > 0 || zeroCount > 0;
  if (!isNative) return undefined;
  if (schema < -4 || schema > 8) throw new Error(`a histogram has the schema ${schema}`);
  return histogramOf({
    schema,
    count,
    sum,
    zeroThreshold,
    zeroCount,
    positive: bucketsOf(positive),
    negative: bucketsOf(negative),
    resetHint: isGauge ? "gauge" : "unknown",
  });
}

function bucketsOf({ spans, deltas, counts }: Side): BucketCounts {
  const indexes: number[] = [];
  let next = 0;
  const size = Math.max(deltas.length, counts.length);
  if (size === 0 && spans.every(({ length }) => length === 0)) return noBuckets;
  for (const { offset, length } of spans) {
    next += offset;
    if (indexes.length + length > size) throw new Error("a histogram has too few buckets");
    for (let index = 0; index < length; index += 1) indexes.push(next + index);
    next += length;
  }
  if (indexes.length < size) throw new Error("a histogram has too many buckets");
  let sum = 0;
  // Copies, without the room that arrays have for more when they have grown.
  return {
    indexes: indexes.slice(),
    counts: counts.length > 0 ? counts.slice() : deltas.map((delta) => (sum += delta)),
  };
}
