import type { HistogramDefinition } from "@promenade/core";
import { invalid } from "../invalid.ts";
import { derive, levels, quotient, type Expression } from "./expression.ts";
import { boundMatcher } from "./le.ts";
import { ranged } from "./ranged.ts";
import type { Groupable, SeriesOptions } from "./series.ts";
import { amountUnit } from "./units.ts";
import { zeroWhenAbsent } from "./zero.ts";

/**
 * The value that this share of observations stays under: `quantile(0.95, duration)`.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` when `q` is outside 0..1
 */
export function quantile<L extends string, const B extends Groupable<L> = never>(
  q: number,
  metric: HistogramDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<NoInfer<B>> {
  if (!(q > 0 && q < 1)) invalid(`quantile(${q}, …)`, "needs a number between 0 and 1");
  const counts = bucketSeries("quantile", metric, options);
  const result = derive(
    [counts],
    counts.labels,
    (context) => ({
      text: `histogram_quantile(${q}, ${counts.write(context).text})`,
      level: levels.atom,
    }),
    amountUnit(metric),
  );
  return Object.freeze({ ...result, hasGaps: true });
}

/** Mean of the observations: sum over count. Absent where there were none. */
export function average<L extends string, const B extends Groupable<L> = never>(
  metric: HistogramDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<NoInfer<B>> {
  const part = (suffix: string): Expression<B> =>
    ranged("average", "rate", metric, options, { suffix });
  const [sum, count] = [part("_sum"), part("_count")];
  const result = derive(
    [sum, count],
    sum.labels,
    (context) => quotient(sum.write(context), "/", count.write(context)),
    amountUnit(metric),
  );
  return Object.freeze({ ...result, hasGaps: true });
}

/** Sum of the observed values per second: seconds busy per second, bytes per second. */
export function sumRate<L extends string, const B extends Groupable<L> = never>(
  metric: HistogramDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<NoInfer<B>> {
  const unit =
    metric.unit === "seconds" ? "percentunit" : metric.unit === "bytes" ? "Bps" : "short";
  const sum = ranged("sumRate", "rate", metric, options, { suffix: "_sum" });
  return zeroWhenAbsent({ ...sum, unit });
}

/** Sum of the observed values over the time range that the dashboard shows: seconds that all requests took. */
export function sumTotal<L extends string, const B extends Groupable<L> = never>(
  metric: HistogramDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<NoInfer<B>> {
  const sum = ranged("sumTotal", "total", metric, options, { suffix: "_sum" });
  return zeroWhenAbsent({ ...sum, unit: amountUnit(metric) });
}

/** What a heatmap draws: observations per second in each bucket of one histogram. */
export interface Buckets extends Expression<"le"> {
  readonly histogram: HistogramDefinition;
}

/** Observations per second in each bucket, for a heatmap. */
export function buckets<L extends string>(
  metric: HistogramDefinition<L>,
  options: Pick<SeriesOptions<NoInfer<L>, never>, "where"> = {},
): Buckets {
  const counts = bucketSeries<L, never>("buckets", metric, options);
  return Object.freeze({
    ...counts,
    labels: Object.freeze(["le" as const]),
    unit: amountUnit(metric),
    histogram: metric,
  });
}

/**
 * Observations per second that stayed at or under `bound`, which must be one of the metric's buckets:
 * `ratio(within(duration, 0.5), rate(duration))` is the share of fast requests.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` when there is no such bucket
 */
export function within<L extends string, const B extends Groupable<L> = never>(
  metric: HistogramDefinition<L>,
  bound: number,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<NoInfer<B>> {
  if (!metric.buckets.includes(bound))
    invalid(
      `within(${metric.name}, ${bound})`,
      `names no bucket of the metric; its buckets are ${metric.buckets.join(", ")}`,
    );
  const extra = { suffix: "_bucket", extraMatchers: [boundMatcher(bound)] };
  return zeroWhenAbsent(ranged("within", "rate", metric, options, extra));
}

function bucketSeries<L extends string, B extends string>(
  builder: string,
  metric: HistogramDefinition<L>,
  options: SeriesOptions<L, B>,
): Expression<NoInfer<B>> {
  return ranged(builder, "rate", metric, options, { suffix: "_bucket", extraLabels: ["le"] });
}
