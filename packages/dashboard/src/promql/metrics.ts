import type { CounterDefinition, GaugeDefinition, HistogramDefinition } from "@promenade/core";
import { invalid } from "../invalid.ts";
import { derive, join, levels, type Expression } from "./expression.ts";
import { series, type Aggregation, type Groupable, type SeriesOptions } from "./series.ts";
import { amountUnit, rateUnit } from "./units.ts";
import { zeroWhenAbsent } from "./zero.ts";

/** Anything that only grows: a counter, or a histogram by its number of observations. */
export type Countable<L extends string> = CounterDefinition<L> | HistogramDefinition<L>;

/**
 * Change per second: `sum by (…) (rate(x[…]))`. Without `by` an absent count is 0 in dashboards.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` when a label is not the metric's
 */
export function rate<L extends string, const B extends Groupable<L> = never>(
  metric: Countable<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<B> {
  return counted("rate", metric, options);
}

/** Change within one step of the graph. Use {@link total} for the change over the whole dashboard. */
export function increase<L extends string, const B extends Groupable<L> = never>(
  metric: Countable<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<B> {
  return counted("increase", metric, options);
}

/** Change over the time range that the dashboard shows: one number, for stats, bar gauges and tables. */
export function total<L extends string, const B extends Groupable<L> = never>(
  metric: Countable<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<B> {
  return counted("total", metric, options);
}

/** How {@link value} brings series together, and over which time. */
export interface ValueOptions<L extends string, B extends string> extends SeriesOptions<L, B> {
  /** Default: `sum` for a metric of scope local, `max` for a shared one. */
  readonly aggregate?: "sum" | "max" | "min" | "avg" | "count";
  /** The highest, lowest or mean value of each step instead of the latest one. */
  readonly overTime?: "max" | "min" | "avg";
}

/** What a gauge says now: `sum by (…) (x)`. */
export function value<L extends string, const B extends Groupable<L> = never>(
  metric: GaugeDefinition<L>,
  options: ValueOptions<NoInfer<L>, B> = {},
): Expression<B> {
  const { overTime } = options;
  const aggregation = options.aggregate ?? (metric.scope === "shared" ? "max" : "sum");
  return series({
    builder: "value",
    metric,
    options,
    aggregation,
    unit: aggregation === "count" ? "short" : amountUnit(metric),
    wrap: (selector, context) =>
      overTime === undefined
        ? selector()
        : `${overTime}_over_time(${selector(context.rateInterval)})`,
  });
}

/** How often a gauge took another value over the dashboard's time range; restarts, of a start time. */
export function changes<L extends string, const B extends Groupable<L> = never>(
  metric: GaugeDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<B> {
  return series({
    builder: "changes",
    metric,
    options,
    aggregation: metric.scope === "shared" ? "max" : "sum",
    unit: "short",
    isTotal: true,
    wrap: (selector, context) => `changes(${selector(context.range)})`,
  });
}

/** Growth of a gauge per second, by least squares: a leak, a queue that fills. */
export function slope<L extends string, const B extends Groupable<L> = never>(
  metric: GaugeDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<B> {
  return series({
    builder: "slope",
    metric,
    options,
    aggregation: metric.scope === "shared" ? "max" : "sum",
    unit: metric.unit === "bytes" ? "Bps" : "short",
    wrap: (selector, context) => `deriv(${selector(context.rateInterval)})`,
  });
}

/** 1 for each combination of labels that exists now, whatever the value: for facts kept in labels. */
export function info<L extends string, const B extends Groupable<L> = Groupable<L>>(
  metric: GaugeDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<B> {
  const by = options.by ?? ([...metric.labels, "job", "instance"] as unknown as readonly B[]);
  return series({
    builder: "info",
    metric,
    options: { ...options, by },
    aggregation: "group",
    unit: "none",
  });
}

/**
 * The value that this share of observations stays under: `quantile(0.95, duration)`.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` when `q` is outside 0..1
 */
export function quantile<L extends string, const B extends Groupable<L> = never>(
  q: number,
  metric: HistogramDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<B> {
  if (!(q > 0 && q < 1)) invalid(`quantile(${q}, …)`, "needs a number between 0 and 1");
  const counts = bucketSeries("quantile", metric, options);
  return derive(
    [counts],
    counts.labels,
    (context) => ({
      text: `histogram_quantile(${q}, ${counts.write(context).text})`,
      level: levels.atom,
    }),
    amountUnit(metric),
  );
}

/** Mean of the observations: sum over count. NaN, drawn as a gap, where there were none. */
export function average<L extends string, const B extends Groupable<L> = never>(
  metric: HistogramDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<B> {
  const part = (suffix: string): Expression<B> =>
    ranged("average", "rate", metric, options, { suffix });
  const [sum, count] = [part("_sum"), part("_count")];
  return derive(
    [sum, count],
    sum.labels,
    (context) => join(sum.write(context), "/", count.write(context), levels.multiply),
    amountUnit(metric),
  );
}

/** Sum of the observed values per second: seconds busy per second, bytes per second. */
export function sumRate<L extends string, const B extends Groupable<L> = never>(
  metric: HistogramDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<B> {
  const unit =
    metric.unit === "seconds" ? "percentunit" : metric.unit === "bytes" ? "Bps" : "short";
  const sum = ranged("sumRate", "rate", metric, options, { suffix: "_sum" });
  return zeroWhenAbsent({ ...sum, unit });
}

/** Observations per second in each bucket, for a heatmap. */
export function buckets<L extends string>(
  metric: HistogramDefinition<L>,
  options: { readonly where?: SeriesOptions<NoInfer<L>, never>["where"] } = {},
): Expression<"le"> {
  const counts = bucketSeries<string, never>(
    "buckets",
    metric,
    options as SeriesOptions<string, never>,
  );
  return { ...counts, labels: Object.freeze(["le" as const]), unit: amountUnit(metric) };
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
): Expression<B> {
  if (!metric.buckets.includes(bound))
    invalid(
      `within(${metric.name}, ${bound})`,
      `names no bucket of the metric; its buckets are ${metric.buckets.join(", ")}`,
    );
  // Prometheus 2 stores le="1", Prometheus 3 stores le="1.0".
  const matcher = Number.isInteger(bound) ? String.raw`le=~"${bound}(\\.0)?"` : `le="${bound}"`;
  const extra = { suffix: "_bucket", extraMatchers: [matcher] };
  return zeroWhenAbsent(ranged("within", "rate", metric, options, extra));
}

function counted<L extends string, B extends string>(
  builder: "rate" | "increase" | "total",
  metric: Countable<L>,
  options: SeriesOptions<L, B>,
): Expression<B> {
  const suffix = metric.type === "histogram" ? "_count" : "";
  return zeroWhenAbsent(ranged(builder, builder, metric, options, { suffix }));
}

function bucketSeries<L extends string, B extends string>(
  builder: string,
  metric: HistogramDefinition<L>,
  options: SeriesOptions<L, B>,
): Expression<B> {
  return ranged(builder, "rate", metric, options, { suffix: "_bucket", extraLabels: ["le"] });
}

function ranged<L extends string, B extends string>(
  builder: string,
  mode: "rate" | "increase" | "total",
  metric: Countable<L>,
  options: SeriesOptions<L, B>,
  extra: {
    readonly suffix: string;
    readonly extraLabels?: readonly string[];
    readonly extraMatchers?: readonly string[];
  },
): Expression<B> {
  // A shared counter is reported by every process: adding them up would count each event many times.
  const aggregation: Aggregation = metric.scope === "shared" ? "max" : "sum";
  const amount = metric.type === "histogram" ? "short" : amountUnit(metric);
  return series({
    ...extra,
    builder,
    metric,
    options,
    aggregation,
    unit: mode === "rate" ? rateUnit(metric) : amount,
    isTotal: mode === "total",
    wrap: (selector, context) =>
      `${mode === "rate" ? "rate" : "increase"}(${selector(mode === "total" ? context.range : context.rateInterval)})`,
  });
}
