import { selfMetrics, type GaugeDefinition, type MetricDefinition } from "@promenade/core";
import { invalid } from "../invalid.ts";
import { atom, derive, isWhole, join, levels, unique, type Expression } from "./expression.ts";
import { quote, writeSelector, type TargetLabel } from "./matchers.ts";
import { grouped, modifiers } from "./series.ts";

/** Brings the results of any expression together by some of its labels. */
export function aggregate<L extends string, const B extends NoInfer<L> = never>(
  aggregation: "sum" | "max" | "min" | "avg" | "count",
  expression: Expression<L>,
  by: readonly B[] = [],
): Expression<B> {
  for (const label of by) {
    if (!expression.labels.includes(label))
      invalid(`aggregate("${aggregation}")`, `groups by "${label}", which its expression dropped`);
  }
  const grouping = grouped(aggregation, by);
  return derive(
    [expression],
    by,
    (context) => atom(`${grouping}(${expression.write(context).text})`),
    aggregation === "count" ? "short" : expression.unit,
  );
}

/**
 * Adds labels of an info metric to a result that kept job and instance:
 * `aggregate("sum", withInfo(rate(requests, { by: ["job", "instance"] }), selfMetrics.started, ["version"]), ["version"])`.
 */
export function withInfo<A extends string, I extends string, const K extends NoInfer<I>>(
  expression: Expression<A | TargetLabel>,
  metric: GaugeDefinition<I>,
  labels: readonly K[],
): Expression<A | TargetLabel | K> {
  for (const label of ["job", "instance"] as const) {
    if (!expression.labels.includes(label))
      invalid("withInfo()", `needs an expression that kept "${label}": add it to its \`by\``);
  }
  for (const label of labels) {
    if (!(metric.labels as readonly string[]).includes(label))
      invalid("withInfo()", `names the label "${label}", which ${metric.name} does not have`);
  }
  const side = infoSide(metric, labels);
  return derive(
    [expression, side],
    unique<A | TargetLabel | K>([...expression.labels, ...labels]),
    (context) =>
      join(
        expression.write(context),
        `* on (job, instance) group_left (${labels.join(", ")})`,
        side.write(context),
        levels.multiply,
      ),
    expression.unit,
  );
}

/** The first characters of a label's value: a commit is known by twelve. */
export function shorten<L extends string>(
  expression: Expression<L>,
  label: NoInfer<L>,
  length: number,
): Expression<L> {
  if (!Number.isInteger(length) || length < 1)
    invalid("shorten()", "needs a positive whole number");
  if (!expression.labels.includes(label))
    invalid("shorten()", `names the label "${label}", which its expression dropped`);
  const name = quote(label);
  return derive(
    [expression],
    expression.labels,
    (context) =>
      atom(
        `label_replace(${expression.write(context).text}, ${name}, "$1", ${name}, "(.{${length}}).+")`,
      ),
    expression.unit,
  );
}

/** At most one series per target: after a restart the old and the new may overlap, and a join with both would fail. */
function infoSide(metric: MetricDefinition, labels: readonly string[]): Expression {
  const by = ["job", "instance", ...labels];
  return Object.freeze({
    labels: by,
    metrics: [metric],
    unit: "none" as const,
    isTotal: false,
    hasGaps: false,
    variables: [],
    write: (context) => {
      const selector = writeSelector(metric.name, {}, context);
      const series = isWhole(context)
        ? `last_over_time(${selector}[${context.range}]${modifiers(context)})`
        : `${selector}${modifiers(context)}`;
      return atom(`${grouped("group", by)}(topk by (job, instance) (1, ${series}))`);
    },
  } satisfies Expression);
}

/** What is known of each process, for each version of the app that ran: the mean of its processes, or their sum. */
export function byVersion(
  expression: Expression<TargetLabel>,
  aggregation: "avg" | "sum" = "avg",
): Expression<"version"> {
  return aggregate(aggregation, withInfo(expression, selfMetrics.started, ["version"]), [
    "version",
  ]);
}
