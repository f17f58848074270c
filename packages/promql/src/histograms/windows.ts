import type { NativeHistogram } from "../types.ts";
import { add, divide, subtract } from "./arithmetic.ts";
import { hasCustomBounds } from "./bounds.ts";
import { coarsen, compact, histogramOf } from "./layout.ts";

/** The mean of what came before and one more. */
export function movedMean(
  mean: NativeHistogram,
  next: NativeHistogram,
  count: number,
): NativeHistogram | undefined {
  const difference = subtract(divide(next, count), divide(mean, count));
  return difference === undefined ? undefined : add(mean, difference);
}

/** The sum of all; `undefined` when their bounds have nothing in common. */
export function sumOf(histograms: readonly NativeHistogram[]): NativeHistogram | undefined {
  let [sum] = histograms;
  for (const each of histograms.slice(1)) sum = sum === undefined ? undefined : add(sum, each);
  return sum;
}

/** The mean of all; `undefined` when their bounds have nothing in common. */
export function meanOf(histograms: readonly NativeHistogram[]): NativeHistogram | undefined {
  let [mean] = histograms;
  for (const [index, each] of histograms.slice(1).entries())
    mean = mean === undefined ? undefined : movedMean(mean, each, index + 2);
  return mean;
}

/** How much more there is in the last than in the first; `isResetAt` says where a counter began anew. */
export function growth(
  histograms: readonly NativeHistogram[],
  isResetAt: ((index: number) => boolean) | undefined,
): NativeHistogram | undefined {
  const [first, second] = histograms;
  const last = histograms.at(-1);
  if (first === undefined || second === undefined || last === undefined) return undefined;
  // What was before a reset right after the first is not looked at, nor are its bounds.
  const isFirstLost = isResetAt?.(1) === true;
  const { schema, customBounds } = second;
  const start = isFirstLost ? histogramOf({ schema, customBounds }) : first;
  const between = isResetAt === undefined ? [] : histograms.slice(1, -1);
  const all = [start, last, ...between];
  if (all.some((each) => hasCustomBounds(each) !== hasCustomBounds(start))) return undefined;
  const coarsest = Math.min(...all.map((each) => each.schema));
  let result = subtract(inSchema(last, coarsest), start);
  if (isResetAt !== undefined)
    for (let index = isFirstLost ? 2 : 1; index < histograms.length; index += 1)
      if (result !== undefined && isResetAt(index))
        result = add(result, histograms[index - 1] as NativeHistogram);
  return result === undefined ? undefined : compact({ ...result, resetHint: "gauge" });
}

function inSchema(histogram: NativeHistogram, schema: number): NativeHistogram {
  if (schema === histogram.schema) return histogram;
  return {
    ...histogram,
    schema,
    positive: coarsen(histogram.positive, histogram.schema, schema),
    negative: coarsen(histogram.negative, histogram.schema, schema),
  };
}

/** What two histograms make of an operator; `undefined` for no value. */
export function ofTwo(
  operator: string,
  left: NativeHistogram,
  right: NativeHistogram,
): NativeHistogram | undefined {
  const result = operator === "+" ? add(left, right) : subtract(left, right);
  return result === undefined ? undefined : compact(result);
}
