/** The buckets of one classic histogram at one time: bounds ascending, counts cumulative. */
export interface Buckets {
  readonly bounds: readonly number[];
  /** What the functions here may change. */
  readonly counts: number[];
}

/** Differences between buckets that are only rounding. */
const tolerance = 1e-12;

/** Joins buckets of the same bound, as `1` and `1.0`. */
export function coalesce(bounds: readonly number[], counts: readonly number[]): Buckets {
  const order = bounds.map((_, index) => index);
  order.sort((one, other) => compareBounds(bounds[one] as number, bounds[other] as number));
  const joined: { bounds: number[]; counts: number[] } = { bounds: [], counts: [] };
  for (const index of order) {
    const bound = bounds[index] as number;
    const count = counts[index] as number;
    if (joined.bounds.at(-1) === bound)
      joined.counts[joined.counts.length - 1] = (joined.counts.at(-1) as number) + count;
    else {
      joined.bounds.push(bound);
      joined.counts.push(count);
    }
  }
  return joined;
}

function compareBounds(one: number, other: number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The quantile of a histogram: linear inside of a bucket, and the last bound when it lies beyond. */
export function bucketQuantile(
  quantile: number,
  { bounds, counts }: Buckets,
  isVersion2: boolean,
): number {
  if (Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return Number.NEGATIVE_INFINITY;
  if (quantile > 1) return Number.POSITIVE_INFINITY;
  const last = bounds.length - 1;
  if (bounds[last] !== Infinity) return Number.NaN;
  repair(counts, isVersion2);
  if (bounds.length < 2) return Number.NaN;
  const observations = counts[last] as number;
  if (observations === 0) return Number.NaN;
  let rank = quantile * observations;
  const bucket = searchCounts(counts, rank);
  if (bucket === last) return bounds[last - 1] as number;
  const end = bounds[bucket] as number;
  if (bucket === 0 && end <= 0) return end;
  let start = 0;
  let count = counts[bucket] as number;
  if (bucket > 0) {
    const below = counts[bucket - 1] as number;
    start = bounds[bucket - 1] as number;
    count -= below;
    rank -= below;
  }
  return start + (end - start) * (rank / count);
}

/** The first bucket but the last whose count reaches `rank`, by halves, so that NaN ends where Prometheus ends. */
function searchCounts(counts: readonly number[], rank: number): number {
  let low = 0;
  let high = counts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((counts[middle] as number) >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The share of observations between two values. */
export function bucketFraction(lower: number, upper: number, { bounds, counts }: Buckets): number {
  const count = counts.at(-1) as number;
  if (bounds.at(-1) !== Infinity || count === 0) return Number.NaN;
  if (Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  return (rankOf(upper, bounds, counts) - rankOf(lower, bounds, counts)) / count;
}

function rankOf(value: number, bounds: readonly number[], counts: readonly number[]): number {
  const total = counts.at(-1) as number;
  let rank = 0;
  for (const [index, upper] of bounds.entries()) {
    const lower = index === 0 ? -Infinity : (bounds[index - 1] as number);
    const count = counts[index] as number;
    if (lower >= value) return Math.min(rank, total);
    if (upper > value) {
      const inside = rank + ((count - rank) * (value - lower)) / (upper - lower);
      return inside > total ? total : inside;
    }
    rank = count;
  }
  return total;
}

/** Counts never fall from bucket to bucket; where they do, one bucket was read earlier than the next. */
function repair(counts: number[], isVersion2: boolean): void {
  let before = counts[0] as number;
  for (let index = 1; index < counts.length; index += 1) {
    const count = counts[index] as number;
    if (count < before || (!isVersion2 && isAlmost(before, count))) counts[index] = before;
    else if (count > before || !isVersion2) before = count;
  }
}

function isAlmost(one: number, other: number): boolean {
  if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return true;
  const difference = Math.abs(one - other);
  const sum = Math.abs(one) + Math.abs(other);
  const smallest = 2.225_073_858_507_201_4e-308;
  if (one === 0 || other === 0 || sum < smallest) return difference < tolerance * smallest;
  return difference / Math.min(sum, Number.MAX_VALUE) < tolerance;
}
