/** The middle value; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** How far a series moves by itself: the distance between the medians of its halves, in order of time. */
export function drift(values: readonly number[]): number {
  const half = Math.floor(values.length / 2);
  return Math.abs(median(values.slice(0, half)) - median(values.slice(-half)));
}
