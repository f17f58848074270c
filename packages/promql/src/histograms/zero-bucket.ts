import type { NativeHistogram } from "../types.ts";
import { exponentialBound } from "./bounds.ts";
import { compact } from "./layout.ts";

interface ZeroBucket {
  readonly count: number;
  readonly threshold: number;
}

/**
 * What the zero bucket holds when it reaches further. It cannot end inside of a bucket that counts something: then it takes in
 * all of that one.
 */
export function widened(histogram: NativeHistogram, wanted: number): ZeroBucket {
  if (wanted === histogram.zeroThreshold)
    return { count: histogram.zeroCount, threshold: histogram.zeroThreshold };
  let threshold = wanted;
  for (;;) {
    const before: number = threshold;
    let count = histogram.zeroCount;
    for (const { indexes, counts } of [histogram.positive, histogram.negative])
      for (const [at, index] of indexes.entries()) {
        if (exponentialBound(index - 1, histogram.schema) >= threshold) break;
        count += counts[at] as number;
        const upper = exponentialBound(index, histogram.schema);
        if (upper <= threshold) continue;
        if (counts[at] !== 0) threshold = upper;
        break;
      }
    // The other side was counted with the threshold of before.
    if (threshold === before) return { count, threshold };
  }
}

/** Both with the same zero bucket, the smallest that both can have. */
export function reconcileZero(
  left: NativeHistogram,
  right: NativeHistogram,
): { readonly left: NativeHistogram; readonly rightCount: number } {
  let wide = left;
  let other: ZeroBucket = { count: right.zeroCount, threshold: right.zeroThreshold };
  while (other.threshold !== wide.zeroThreshold) {
    if (wide.zeroThreshold > other.threshold) other = widened(right, wide.zeroThreshold);
    if (other.threshold > wide.zeroThreshold) {
      const { count, threshold } = widened(wide, other.threshold);
      wide = trimmed({ ...wide, zeroCount: count, zeroThreshold: threshold });
    }
  }
  return { left: wide, rightCount: other.count };
}

function trimmed(histogram: NativeHistogram): NativeHistogram {
  const { positive, negative, schema, zeroThreshold } = histogram;
  const [outerPositive, outerNegative] = [positive, negative].map(({ indexes, counts }) => ({
    indexes,
    counts: counts.map((count, at) =>
      exponentialBound((indexes[at] as number) - 1, schema) < zeroThreshold ? 0 : count,
    ),
  }));
  return compact({
    ...histogram,
    positive: outerPositive ?? positive,
    negative: outerNegative ?? negative,
  });
}
