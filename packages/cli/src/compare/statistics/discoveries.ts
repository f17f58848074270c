/**
 * Benjamini and Hochberg: which of many tests may be called discoveries when at most this share of them may be false.
 * With hundreds of tests, a fixed limit on each would call a few changed in every comparison.
 */
export function discoveries(pValues: readonly number[], falseShare: number): readonly boolean[] {
  const sorted = pValues.toSorted((a, b) => a - b);
  let limit = -1;
  sorted.forEach((value, index) => {
    if (value <= (falseShare * (index + 1)) / sorted.length) limit = value;
  });
  return pValues.map((value) => value <= limit);
}
