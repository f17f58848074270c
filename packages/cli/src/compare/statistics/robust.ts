/** The middle value; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What stands for a sample: its {@link median}, or its {@link mean} where most values are zero. */
export type Center = (values: readonly number[]) => number;

/** How far a series moves by itself: the distance between the centers of its halves, in order of time. */
export function drift(values: readonly number[], center: Center = median): number {
  const half = Math.floor(values.length / 2);
  return Math.abs(center(values.slice(0, half)) - center(values.slice(-half)));
}
