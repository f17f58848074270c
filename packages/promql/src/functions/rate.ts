import type { RangeFunction, Window } from "../evaluate/windows.ts";
import { divide, scale, subtract } from "../histograms/arithmetic.ts";
import { compact } from "../histograms/layout.ts";
import { growth } from "../histograms/windows.ts";
import type { NativeHistogram } from "../types.ts";

interface Kind {
  readonly isCounter: boolean;
  readonly isRate: boolean;
}

/** `rate`, `increase` and `delta`: the difference over the window, extrapolated to its ends. */
export function extrapolated(kind: Kind, isVersion2: boolean): RangeFunction {
  return {
    minimum: 2,
    usesResets: kind.isCounter,
    valueOf: (window) => extrapolate(window, kind, isVersion2),
    ofHistograms: (window, histograms) => {
      const { from, to } = window;
      if (histograms.length !== to - from) return undefined;
      const isResetAt = (index: number): boolean => window.isHistogramReset(from + index);
      const grown = growth(histograms, kind.isCounter ? isResetAt : undefined);
      if (grown === undefined) return undefined;
      return scale(grown, factorOf(window, kind.isRate, isVersion2, Infinity));
    },
  };
}

function extrapolate(window: Window, { isCounter, isRate }: Kind, isVersion2: boolean): number {
  const { timestamps, values, from, to } = window;
  const firstValue = values[from] as number;
  let result = (values[to - 1] as number) - firstValue;
  if (isCounter) result = addResets(window, result);
  const sampled = ((timestamps[to - 1] as number) - (timestamps[from] as number)) / 1000;
  // A counter is never below zero, so it began at zero at the earliest.
  const canReachZero = isCounter && result > 0 && firstValue >= 0;
  const toZero = canReachZero ? sampled * (firstValue / result) : Infinity;
  return result * factorOf(window, isRate, isVersion2, toZero);
}

/** What makes the difference between the first and the last sample that of the whole window. */
function factorOf(window: Window, isRate: boolean, isVersion2: boolean, toZero: number): number {
  const { timestamps, from, to } = window;
  const firstTime = timestamps[from] as number;
  const lastTime = timestamps[to - 1] as number;
  let toStart = (firstTime - (window.end - window.range)) / 1000;
  let toEnd = (window.end - lastTime) / 1000;
  const sampled = (lastTime - firstTime) / 1000;
  const average = sampled / (to - from - 1);
  // A gap of more than the usual spacing means that the series begins or ends inside of the window.
  const threshold = average * 1.1;
  if (!isVersion2 && toStart >= threshold) toStart = average / 2;
  if (toZero < toStart) toStart = toZero;
  if (isVersion2 && toStart >= threshold) toStart = average / 2;
  if (toEnd >= threshold) toEnd = average / 2;
  let factor = (sampled + toStart + toEnd) / sampled;
  if (isRate) factor /= window.range / 1000;
  return factor;
}

function addResets(window: Window, difference: number): number {
  const { values, from, to, resets, resetCount } = window;
  let result = difference;
  // Windows only move forward, so a reset that lies before this one is never needed again.
  while (window.resetFrom < resetCount && (resets[window.resetFrom] as number) <= from)
    window.resetFrom += 1;
  for (let at = window.resetFrom; at < resetCount; at += 1) {
    const index = resets[at] as number;
    if (index >= to) break;
    result += values[index - 1] as number;
  }
  return result;
}

/** `irate` and `idelta`: of the last two samples. */
export function lastTwo(isRate: boolean): RangeFunction {
  return {
    minimum: 2,
    valueOf: (window) => {
      const { values, to } = window;
      const last = values[to - 1] as number;
      const before = values[to - 2] as number;
      // A counter that was reset has counted from zero.
      const difference = isRate && last < before ? last : last - before;
      return isRate ? difference / lastSeconds(window) : difference;
    },
    ofHistograms: (window) => {
      const { to } = window;
      const last = window.histograms?.[to - 1];
      const before = window.histograms?.[to - 2];
      if (last === undefined || before === undefined) {
        const areNumbers = last === undefined && before === undefined;
        return areNumbers ? lastTwo(isRate).valueOf(window) : undefined;
      }
      const isAnew = isRate && window.isHistogramReset(to - 1);
      const difference = isAnew ? last : subtract(last, before);
      if (difference === undefined) return undefined;
      const result: NativeHistogram = compact({ ...difference, resetHint: "gauge" });
      return isRate ? divide(result, lastSeconds(window)) : result;
    },
  };
}

function lastSeconds({ timestamps, to }: Window): number {
  return ((timestamps[to - 1] as number) - (timestamps[to - 2] as number)) / 1000;
}
