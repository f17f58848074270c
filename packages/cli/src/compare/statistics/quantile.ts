/** Observations at or below each bound, as a classic histogram has them; the last bound is +Inf. */
export type CumulativeBuckets = readonly (readonly [bound: number, count: number])[];

/** As Prometheus's `histogram_quantile`: linear within a bucket, the last finite bound beyond it; NaN of nothing. */
export function quantile(q: number, buckets: CumulativeBuckets): number {
  const total = buckets.at(-1)?.[1] ?? 0;
  if (!(total > 0)) return Number.NaN;
  const wanted = q * total;
  let lower = 0;
  let below = 0;
  for (const [bound, count] of buckets) {
    if (count >= wanted) {
      if (!Number.isFinite(bound)) return lower;
      return lower + (bound - lower) * (count > below ? (wanted - below) / (count - below) : 1);
    }
    lower = bound;
    below = count;
  }
  return lower;
}
