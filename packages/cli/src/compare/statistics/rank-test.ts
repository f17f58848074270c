/** Up to this many values together the distribution is counted out; beyond, the normal one is near enough. */
const exactLimit = 24;

/**
 * Mann-Whitney's rank test, two-sided: how likely two samples of one distribution differ in rank at least this much.
 * It asks nothing of the distribution's form, and a single outlier cannot move it far. Ties are allowed.
 */
export function rankTest(before: readonly number[], after: readonly number[]): number {
  if (before.length === 0 || after.length === 0) return 1;
  const ranks = doubledRanks([...before, ...after]);
  const observed = ranks.slice(0, before.length).reduce((sum, rank) => sum + rank, 0);
  return ranks.length <= exactLimit
    ? exact(ranks, before.length, observed)
    : normal(ranks, before.length, observed);
}

/** Mid-ranks times two, so that they are whole numbers. */
function doubledRanks(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => at(values, a) - at(values, b));
  const ranks = new Array<number>(values.length).fill(0);
  for (let first = 0; first < order.length;) {
    let last = first;
    while (
      last + 1 < order.length &&
      at(values, at(order, last + 1)) === at(values, at(order, first))
    )
      last += 1;
    for (let index = first; index <= last; index += 1) ranks[at(order, index)] = first + last + 2;
    first = last + 1;
  }
  return ranks;
}

/** Counts, of all ways to choose `size` ranks, those whose sum is as far from the middle as the observed one. */
function exact(ranks: readonly number[], size: number, observed: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  const [none] = ways;
  if (none === undefined) return 1;
  none[0] = 1;
  for (const rank of ranks) {
    for (let chosen = size; chosen >= 1; chosen -= 1) {
      const target = ways[chosen] as Float64Array;
      const source = ways[chosen - 1] as Float64Array;
      for (let sum = total; sum >= rank; sum -= 1)
        target[sum] = at(target, sum) + at(source, sum - rank);
    }
  }
  const middle = (size * total) / ranks.length;
  const distance = Math.abs(observed - middle) - 1e-9;
  let extreme = 0;
  let all = 0;
  (ways[size] as Float64Array).forEach((count, sum) => {
    all += count;
    if (Math.abs(sum - middle) >= distance) extreme += count;
  });
  return extreme / all;
}

/** With the variance of the ranks as they are, which is the correction for ties, and one for continuity. */
function normal(ranks: readonly number[], size: number, observed: number): number {
  const count = ranks.length;
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / count;
  const spread = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0) / (count - 1);
  const variance = (size * (count - size) * spread) / count;
  if (variance === 0) return 1;
  const distance = Math.max(0, Math.abs(observed - size * mean) - 1);
  return complementaryError(distance / Math.sqrt(2 * variance));
}

/** Abramowitz and Stegun 7.1.26; its error is below 1.5e-7, so small results are bounded by their asymptote. */
function complementaryError(x: number): number {
  if (x > 3) return Math.exp(-x * x) / (x * Math.sqrt(Math.PI));
  const t = 1 / (1 + 0.327_591_1 * x);
  const terms = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
  return terms.reduce((sum, term) => sum * t + term, 0) * t * Math.exp(-x * x);
}

function at(values: readonly number[] | Float64Array, index: number): number {
  return values[index] ?? 0;
}
