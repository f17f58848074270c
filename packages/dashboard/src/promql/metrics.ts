import type { GaugeDefinition } from "@promenade/core";
import { isWhole, type Expression } from "./expression.ts";
import { ranged, type Countable } from "./ranged.ts";
import { series, type Groupable, type SeriesOptions } from "./series.ts";
import { amountUnit } from "./units.ts";
import { zeroWhenAbsent } from "./zero.ts";

/**
 * Change per second: `sum by (…) (rate(x[…]))`. Without `by` an absent count is 0 in dashboards.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` when a label is not the metric's
 */
export function rate<L extends string, const B extends Groupable<L> = never>(
  metric: Countable<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<NoInfer<B>> {
  return counted("rate", metric, options);
}

/**
 * Change within each `$__rate_interval`, for graphs of rare events. It is at least four scrapes long, so neighbouring
 * points overlap: {@link total} counts each event once.
 */
export function increase<L extends string, const B extends Groupable<L> = never>(
  metric: Countable<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<NoInfer<B>> {
  return counted("increase", metric, options);
}

/** Change over the time range that the dashboard shows: one number, for stats, bar gauges and tables. */
export function total<L extends string, const B extends Groupable<L> = never>(
  metric: Countable<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<NoInfer<B>> {
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
): Expression<NoInfer<B>> {
  const { overTime } = options;
  const aggregation = options.aggregate ?? (metric.scope === "shared" ? "max" : "sum");
  return series({
    builder: "value",
    metric,
    types: ["gauge"],
    options,
    aggregation,
    unit: aggregation === "count" ? "short" : amountUnit(metric),
    wrap: (selector, context) => {
      const extreme = aggregation === "max" || aggregation === "min" ? aggregation : "avg";
      if (isWhole(context)) return `${overTime ?? extreme}_over_time(${selector(context.range)})`;
      return overTime === undefined
        ? selector()
        : `${overTime}_over_time(${selector(context.rateInterval)})`;
    },
  });
}

/** How often a gauge took another value over the dashboard's time range; restarts, of a start time. */
export function changes<L extends string, const B extends Groupable<L> = never>(
  metric: GaugeDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<NoInfer<B>> {
  return series({
    builder: "changes",
    metric,
    types: ["gauge"],
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
): Expression<NoInfer<B>> {
  return series({
    builder: "slope",
    metric,
    types: ["gauge"],
    options,
    aggregation: metric.scope === "shared" ? "max" : "sum",
    unit: metric.unit === "bytes" ? "Bps" : "short",
    wrap: (selector, context) =>
      `deriv(${selector(isWhole(context) ? context.range : context.rateInterval)})`,
  });
}

/** 1 for each combination of labels that exists now (in `overRange`: that existed), whatever the value: for facts kept in labels. */
export function info<L extends string, const B extends Groupable<L> = Groupable<L>>(
  metric: GaugeDefinition<L>,
  options: SeriesOptions<NoInfer<L>, B> = {},
): Expression<NoInfer<B>> {
  const by = options.by ?? ([...metric.labels, "job", "instance"] as unknown as readonly B[]);
  return series({
    builder: "info",
    metric,
    types: ["gauge"],
    options: { ...options, by },
    aggregation: "group",
    unit: "none",
    wrap: (selector, context) =>
      isWhole(context) ? `last_over_time(${selector(context.range)})` : selector(),
  });
}

function counted<L extends string, B extends string>(
  builder: "rate" | "increase" | "total",
  metric: Countable<L>,
  options: SeriesOptions<L, B>,
): Expression<NoInfer<B>> {
  const suffix = metric.type === "histogram" ? "_count" : "";
  return zeroWhenAbsent(ranged(builder, builder, metric, options, { suffix }));
}
