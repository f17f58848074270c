import { median, type Center } from "./robust.ts";

/** Makes the median deviation of normal noise its standard deviation. */
const normalScale = 1.4826;
/** Deviations beyond this many spreads are cut: a single stall is no rhythm. */
const cut = 3;

/**
 * How far two stretches of time lie apart, in standard errors of their difference. A metric that wanders has fewer
 * independent values than parts: a rank test takes a slow wave for a step, this does so less.
 */
export function separation(
  before: readonly number[],
  after: readonly number[],
  center: Center = median,
): number {
  const distance = Math.abs(center(after) - center(before));
  if (distance === 0) return 0;
  const residuals = [residualsOf(before, center), residualsOf(after, center)];
  const spread = spreadOf(residuals.flat(), center);
  if (spread === 0) return Infinity;
  const memory = memoryOf(residuals.map((list) => list.map((value) => clip(value, cut * spread))));
  const scale = Math.sqrt(1 / before.length + 1 / after.length);
  return distance / (spread * scale * Math.sqrt((1 + memory) / (1 - memory)));
}

/** The standard deviation; around medians the one that a few outliers cannot blow up. */
function spreadOf(residuals: readonly number[], center: Center): number {
  return center === median
    ? normalScale * median(residuals.map(Math.abs))
    : Math.sqrt(center(residuals.map((value) => value * value)));
}

function residualsOf(values: readonly number[], center: Center): readonly number[] {
  const middle = center(values);
  return values.map((value) => value - middle);
}

/** Correlation of neighbours, corrected for the bias that it has in short series; from 0 to 0.9. */
function memoryOf(lists: readonly (readonly number[])[]): number {
  let products = 0;
  let squares = 0;
  for (const list of lists) {
    list.forEach((value, index) => {
      squares += value * value;
      products += value * (list[index - 1] ?? 0);
    });
  }
  if (squares === 0) return 0;
  const length = lists.reduce((sum, list) => sum + list.length, 0) / lists.length;
  const found = products / squares;
  return Math.min(0.9, Math.max(0, found + (1 + 3 * found) / length));
}

function clip(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
