import type { RangeFunction, Window } from "../evaluate/windows.ts";
import { isEqual } from "../histograms/arithmetic.ts";
import { meanOf, sumOf } from "../histograms/windows.ts";
import { KahanSum, quantileOf } from "../numbers.ts";
import { MovingExtreme, MovingSum } from "./moving.ts";

/** Functions that make one number of the samples in a window. */
export const overTime: Readonly<Record<string, RangeFunction>> = {
  avg_over_time: {
    valueOf: average,
    ofHistograms: ({ from, to }, histograms) =>
      histograms.length === to - from ? meanOf(histograms) : undefined,
    moving: () =>
      new MovingSum((sum, window) => {
        if (!Number.isFinite(sum.sum)) return average(window);
        const count = window.to - window.from;
        return sum.sum / count + sum.compensation / count;
      }),
  },
  sum_over_time: {
    valueOf: total,
    ofHistograms: ({ from, to }, histograms) =>
      histograms.length === to - from ? sumOf(histograms) : undefined,
    // Whether a sum overflows on its way depends on the order.
    moving: () =>
      new MovingSum((sum, window) => (Number.isFinite(sum.sum) ? sum.total : total(window))),
  },
  min_over_time: {
    valueOf: (window) => window.values[extremeOf(window, -1)] as number,
    moving: () => new MovingExtreme(-1),
  },
  max_over_time: {
    valueOf: (window) => window.values[extremeOf(window, 1)] as number,
    moving: () => new MovingExtreme(1),
  },
  count_over_time: ofAll(({ from, to }) => to - from),
  first_over_time: {
    keepsName: true,
    valueOf: ({ values, from }) => values[from] as number,
    ofHistograms: ({ values, histograms, from }) => histograms?.[from] ?? values[from],
  },
  last_over_time: {
    keepsName: true,
    valueOf: ({ values, to }) => values[to - 1] as number,
    ofHistograms: ({ values, histograms, to }) => histograms?.[to - 1] ?? values[to - 1],
  },
  present_over_time: ofAll(() => 1),
  quantile_over_time: { valueOf: (window) => quantileOf(window.first, copyOf(window)) },
  mad_over_time: {
    valueOf: (window) => {
      const median = quantileOf(0.5, copyOf(window));
      return quantileOf(
        0.5,
        copyOf(window).map((value) => Math.abs(value - median)),
      );
    },
  },
  stddev_over_time: { valueOf: (window) => Math.sqrt(variance(window)) },
  stdvar_over_time: { valueOf: variance },
  changes: {
    valueOf: (window) => countSteps(window, isChanged),
    ofHistograms: (window) =>
      countSteps(window, (each, index) => {
        const [before, now] = [each.histograms?.[index - 1], each.histograms?.[index]];
        if (before === undefined && now === undefined) return isChanged(each, index);
        return before === undefined || now === undefined || !isEqual(now, before);
      }),
  },
  resets: {
    valueOf: (window) => countSteps(window, isLess),
    ofHistograms: (window) =>
      countSteps(window, (each, index) => {
        const [before, now] = [each.histograms?.[index - 1], each.histograms?.[index]];
        if (before === undefined && now === undefined) return isLess(each, index);
        return before === undefined || now === undefined || each.isHistogramReset(index);
      }),
  },
  ts_of_first_over_time: ofAll(({ timestamps, from }) => (timestamps[from] as number) / 1000),
  ts_of_last_over_time: ofAll(({ timestamps, to }) => (timestamps[to - 1] as number) / 1000),
  ts_of_max_over_time: {
    valueOf: (window) => (window.timestamps[extremeOf(window, 1, true)] as number) / 1000,
  },
  ts_of_min_over_time: {
    valueOf: (window) => (window.timestamps[extremeOf(window, -1, true)] as number) / 1000,
  },
};

/** A function that does not look at the samples themselves. */
function ofAll(valueOf: (window: Window) => number): RangeFunction {
  return { valueOf, ofHistograms: valueOf };
}

function countSteps(window: Window, isCounted: (window: Window, index: number) => boolean): number {
  let count = 0;
  for (let index = window.from + 1; index < window.to; index += 1)
    if (isCounted(window, index)) count += 1;
  return count;
}

function isLess({ values }: Window, index: number): boolean {
  return (values[index] as number) < (values[index - 1] as number);
}

function isChanged({ values }: Window, index: number): boolean {
  const [before, now] = [values[index - 1] as number, values[index] as number];
  return now !== before && !(Number.isNaN(now) && Number.isNaN(before));
}

/** Where the largest (1) or smallest (-1) value is, the last one of equals when asked; NaN only among nothing else. */
function extremeOf({ values, from, to }: Window, direction: 1 | -1, isLast = false): number {
  let found = from;
  let best = values[from] as number;
  for (let index = from; index < to; index += 1) {
    const value = values[index] as number;
    const isBetter = direction === 1 ? value > best : value < best;
    if (!isBetter && !Number.isNaN(best) && !(isLast && value === best)) continue;
    best = value;
    found = index;
  }
  return found;
}

function total({ values, from, to }: Window): number {
  const sum = new KahanSum();
  for (let index = from; index < to; index += 1) sum.add(values[index] as number);
  return Math.abs(sum.sum) === Infinity ? sum.sum : sum.total;
}

function average({ values, from, to }: Window): number {
  const sum = new KahanSum(values[from]);
  for (let index = from + 1; index < to; index += 1) {
    const { sum: before, compensation } = sum;
    sum.add(values[index] as number);
    if (Math.abs(sum.sum) === Infinity)
      return incrementalMean(values, index, to, index - from, before, compensation);
  }
  const count = to - from;
  return sum.sum / count + sum.compensation / count;
}

/** The mean that does not overflow, from the point where the sum would: `count` values are in `sum` already. */
function incrementalMean(
  values: Float64Array,
  from: number,
  to: number,
  count: number,
  sum: number,
  compensation: number,
): number {
  let mean = new KahanSum(sum / count, compensation / count);
  let seen = count;
  for (let index = from; index < to; index += 1) {
    seen += 1;
    const share = (seen - 1) / seen;
    mean = new KahanSum(share * mean.sum, share * mean.compensation);
    mean.add((values[index] as number) / seen);
  }
  return mean.total;
}

function variance({ values, from, to }: Window): number {
  const mean = new KahanSum();
  const squares = new KahanSum();
  for (let index = from; index < to; index += 1) {
    const value = values[index] as number;
    const delta = value - mean.total;
    mean.add(delta / (index - from + 1));
    squares.add(delta * (value - mean.total));
  }
  return squares.total / (to - from);
}

function copyOf({ values, from, to }: Window): Float64Array {
  return values.slice(from, to);
}
