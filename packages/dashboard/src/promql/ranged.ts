import type { CounterDefinition, HistogramDefinition } from "@promenade/core";
import { isWhole, type Expression } from "./expression.ts";
import { series, type Aggregation, type SeriesOptions } from "./series.ts";
import { amountUnit, rateUnit } from "./units.ts";

/** Anything that only grows: a counter, or a histogram by its number of observations. */
export type Countable<L extends string> = CounterDefinition<L> | HistogramDefinition<L>;

const countBuilders = new Set(["rate", "increase", "total"]);

/** `sum by (…) (rate(x[…]))` and its like: the change of something that only grows. */
export function ranged<L extends string, B extends string>(
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
    types: countBuilders.has(builder) ? ["counter", "histogram"] : ["histogram"],
    options,
    aggregation,
    unit: mode === "rate" ? rateUnit(metric) : amount,
    isTotal: mode === "total",
    wrap: (selector, context) => {
      // Over a window of its own, only shares, means and quantiles ask for a rate: there the time cancels out.
      const name = mode === "rate" && context.window === "step" ? "rate" : "increase";
      const range = mode === "total" || isWhole(context) ? context.range : context.rateInterval;
      return `${name}(${selector(range)})`;
    },
  });
}
