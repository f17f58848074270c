import { invalid } from "../invalid.ts";
import { atom, derive, join, levels, type Expression, type QueryContext } from "./expression.ts";
import type { Duration } from "./operators.ts";

/**
 * The same, looked at over the whole time range that the dashboard shows: the quantile of all its requests, the share
 * that failed in all, the mean (with `aggregate: "max"` the highest value) of a gauge. For stats and tables.
 * A rate becomes an increase, which is the same in quantiles, means and shares; for counts use `total`.
 */
export function overRange<L extends string>(expression: Expression<L>): Expression<L> {
  const whole = (context: QueryContext): QueryContext =>
    context.window === "end" ? context : { ...context, window: "range" };
  return Object.freeze({
    ...expression,
    isTotal: true,
    write: (context: QueryContext) => {
      const piece = expression.write(whole(context));
      // A table would show NaN for what was not observed.
      return expression.hasGaps ? join(piece, ">", atom("-Inf"), levels.compare) : piece;
    },
  });
}

/**
 * A share, mean or quantile over a window that does not follow the zoom, as alerts look at it:
 * `overWindow(ratio(rate(failures), rate(requests)), "5m")`.
 */
export function overWindow<L extends string>(
  expression: Expression<L>,
  window: Duration,
): Expression<L> {
  return Object.freeze({
    ...expression,
    write: (context: QueryContext) =>
      expression.write(
        context.window === "step" ? { ...context, window: "fixed", rateInterval: window } : context,
      ),
  });
}

/** The mean of what a graph of it shows over the time range: of a version, only while it ran. For stats and tables. */
export function meanOfGraph<L extends string>(expression: Expression<L>): Expression<L> {
  return ofGraph("avg", expression);
}

/** How many events a graph of their rate shows over the time range. For stats and tables. */
export function sumOfGraph<L extends string>(expression: Expression<L>): Expression<L> {
  const sum = ofGraph("sum", expression);
  return derive(
    [sum],
    sum.labels,
    (context) =>
      join(sum.write(context), "*", atom(`${context.step.milliseconds} / 1000`), levels.multiply),
    "short",
  );
}

function ofGraph<L extends string>(name: "avg" | "sum", expression: Expression<L>): Expression<L> {
  if (expression.isTotal)
    invalid(
      name === "avg" ? "meanOfGraph()" : "sumOfGraph()",
      "needs an expression that a graph can draw, such as a rate",
    );
  const result = derive(
    [expression],
    expression.labels,
    (context) =>
      atom(
        `${name}_over_time((${expression.write(context).text})[${context.range}:${context.step.duration}])`,
      ),
    expression.unit,
  );
  return Object.freeze({ ...result, isTotal: true });
}
