import type { RangeFunction, Window } from "../evaluate/windows.ts";
import { KahanSum } from "../numbers.ts";

interface Line {
  /** Per second. */
  readonly slope: number;
  readonly intercept: number;
}

/** The line of least squares through a window; the intercept is its value at `origin` (Unix milliseconds). */
function lineThrough({ timestamps, values, from, to }: Window, origin: number): Line {
  const sumX = new KahanSum();
  const sumY = new KahanSum();
  const sumXY = new KahanSum();
  const sumX2 = new KahanSum();
  const first = values[from] as number;
  let isConstant = true;
  for (let index = from; index < to; index += 1) {
    const y = values[index] as number;
    if (index > from && y !== first) isConstant = false;
    const x = ((timestamps[index] as number) - origin) / 1000;
    sumX.add(x);
    sumY.add(y);
    sumXY.add(x * y);
    sumX2.add(x * x);
  }
  if (isConstant) {
    if (Number.isFinite(first) || Number.isNaN(first)) return { slope: 0, intercept: first };
    return { slope: Number.NaN, intercept: Number.NaN };
  }
  const count = to - from;
  const covariance = sumXY.total - (sumX.total * sumY.total) / count;
  const variance = sumX2.total - (sumX.total * sumX.total) / count;
  const slope = covariance / variance;
  return { slope, intercept: sumY.total / count - (slope * sumX.total) / count };
}

export const regressions: Readonly<Record<string, RangeFunction>> = {
  deriv: {
    minimum: 2,
    // The first sample's own time for origin keeps the numbers small.
    valueOf: (window) => lineThrough(window, window.timestamps[window.from] as number).slope,
  },
  predict_linear: {
    minimum: 2,
    valueOf: (window) => {
      const { slope, intercept } = lineThrough(window, window.time);
      return slope * window.first + intercept;
    },
  },
  double_exponential_smoothing: {
    minimum: 2,
    valueOf: ({ values, from, to, first: smoothing, second: trend }) => {
      let before = 0;
      let smoothed = values[from] as number;
      let slope = (values[from + 1] as number) - smoothed;
      for (let index = from + 1; index < to; index += 1) {
        if (index > from + 1) slope = trend * (smoothed - before) + (1 - trend) * slope;
        const next = smoothing * (values[index] as number) + (1 - smoothing) * (smoothed + slope);
        before = smoothed;
        smoothed = next;
      }
      return smoothed;
    },
  },
};
