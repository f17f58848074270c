import type { RangeFunction, Window } from "../evaluate/windows.ts";

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
  };
}

function extrapolate(window: Window, { isCounter, isRate }: Kind, isVersion2: boolean): number {
  const { timestamps, values, from, to } = window;
  const firstValue = values[from] as number;
  const firstTime = timestamps[from] as number;
  const lastTime = timestamps[to - 1] as number;
  let result = (values[to - 1] as number) - firstValue;
  if (isCounter) result = addResets(window, result);
  let toStart = (firstTime - (window.end - window.range)) / 1000;
  let toEnd = (window.end - lastTime) / 1000;
  const sampled = (lastTime - firstTime) / 1000;
  const average = sampled / (to - from - 1);
  // A gap of more than the usual spacing means that the series begins or ends inside of the window.
  const threshold = average * 1.1;
  if (!isVersion2 && toStart >= threshold) toStart = average / 2;
  if (isCounter && result > 0 && firstValue >= 0) {
    // A counter is never below zero, so it began at zero at the earliest.
    const toZero = sampled * (firstValue / result);
    if (toZero < toStart) toStart = toZero;
  }
  if (isVersion2 && toStart >= threshold) toStart = average / 2;
  if (toEnd >= threshold) toEnd = average / 2;
  let factor = (sampled + toStart + toEnd) / sampled;
  if (isRate) factor /= window.range / 1000;
  return result * factor;
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
    valueOf: ({ timestamps, values, to }) => {
      const last = values[to - 1] as number;
      const before = values[to - 2] as number;
      // A counter that was reset has counted from zero.
      const difference = isRate && last < before ? last : last - before;
      if (!isRate) return difference;
      return (
        difference / (((timestamps[to - 1] as number) - (timestamps[to - 2] as number)) / 1000)
      );
    },
  };
}
