import type { GaugeDefinition, MetricDefinition } from "@promenade/core";
import { invalid } from "../invalid.ts";
import {
  atom,
  derive,
  join,
  levels,
  unique,
  type Expression,
  type Level,
  type Piece,
} from "./expression.ts";
import { writeSelector, type TargetLabel } from "./matchers.ts";
import { grouped } from "./series.ts";
import type { PanelUnit } from "./units.ts";

/** A length of time: `5m`, `1w`. */
export type Duration = `${number}${"s" | "m" | "h" | "d" | "w"}`;

/** How {@link ratio} reads while nothing happens. */
export interface RatioOptions {
  /** `zero` (default): nothing failed. `absent`: a gap, for shares where 0 would be a false alarm. */
  readonly idle?: "zero" | "absent";
}

/**
 * `part / whole`, 0 where the part is missing. Both need the same labels, or the whole fewer of them.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` when neither side's labels contain the other's
 */
export function ratio<A extends string, B extends string>(
  part: Expression<A>,
  whole: Expression<B>,
  options: RatioOptions = {},
): Expression<A | B> {
  const matching = matchingOf("ratio()", part, whole);
  return derive(
    [part, whole],
    matching.labels,
    (context) => {
      const divisor = whole.write(context);
      const piece = part.write(context);
      const operator = `/${matching.clause}`;
      if (context.zero === "leave") return join(piece, operator, divisor, levels.multiply);
      const nothing = join(divisor, "*", atom("0"), levels.multiply);
      const isFilled = matching.clause !== "" || piece.isFilled === true;
      const filled = isFilled ? piece : join(piece, "or", nothing, levels.or);
      if (context.zero === "ratio") return join(filled, operator, divisor, levels.multiply);
      const busy =
        options.idle === "absent"
          ? join(divisor, ">", atom("0"), levels.compare)
          : atom(`clamp_min(${divisor.text}, 1e-9)`);
      return join(filled, operator, busy, levels.multiply);
    },
    "percentunit",
  );
}

/** `left + right`, matched by their common labels. */
export function add<A extends string, B extends string>(
  left: Expression<A>,
  right: Expression<B>,
): Expression<A | B> {
  return arithmetic("add()", left, "+", right, levels.add, sameUnit(left, right));
}

/** `left - right`, matched by their common labels. */
export function subtract<A extends string, B extends string>(
  left: Expression<A>,
  right: Expression<B>,
): Expression<A | B> {
  return arithmetic("subtract()", left, "-", right, levels.add, sameUnit(left, right));
}

/** `left * right`, matched by their common labels. */
export function multiply<A extends string, B extends string>(
  left: Expression<A>,
  right: Expression<B>,
): Expression<A | B> {
  return arithmetic("multiply()", left, "*", right, levels.multiply, undefined);
}

/** `left / right` as it is, with gaps where either side is missing. For shares use {@link ratio}. */
export function divide<A extends string, B extends string>(
  left: Expression<A>,
  right: Expression<B>,
): Expression<A | B> {
  return arithmetic("divide()", left, "/", right, levels.multiply, undefined);
}

/** Every value times a number. */
export function scale<L extends string>(expression: Expression<L>, factor: number): Expression<L> {
  return derive(
    [expression],
    expression.labels,
    (context) => join(expression.write(context), "*", atom(String(factor)), levels.multiply),
    expression.unit,
  );
}

/** `left`, only where `right` has a result for the same labels: `and(errorRatio, above(requests, 1))`. */
export function and<A extends string>(left: Expression<A>, right: Expression): Expression<A> {
  const common = right.labels.filter((label) => (left.labels as readonly string[]).includes(label));
  const isSame = common.length === left.labels.length && common.length === right.labels.length;
  const operator = isSame ? "and" : `and on (${common.join(", ")})`;
  return derive(
    [left, right],
    left.labels,
    (context) => join(left.write(context), operator, right.write(context), levels.and),
    left.unit,
  );
}

/** Keeps only values above a number. */
export function above<L extends string>(expression: Expression<L>, limit: number): Expression<L> {
  return compare(expression, ">", limit);
}

/** Keeps only values below a number. */
export function below<L extends string>(expression: Expression<L>, limit: number): Expression<L> {
  return compare(expression, "<", limit);
}

/** Seconds that have passed since a Unix time in seconds. */
export function age<L extends string>(expression: Expression<L>): Expression<L> {
  return derive(
    [expression],
    expression.labels,
    (context) => join(atom("time()"), "-", expression.write(context), levels.add),
    "s",
  );
}

/** The same, that much earlier: `offset(rate(requests), "1w")`. */
export function offset<L extends string>(
  expression: Expression<L>,
  duration: Duration,
): Expression<L> {
  return shifted(expression, () => duration);
}

/** The same over the time range just before the one that the dashboard shows. */
export function previous<L extends string>(expression: Expression<L>): Expression<L> {
  return shifted(expression, (range) => range);
}

/** The `count` largest results. In a graph the choice is made anew at every step. */
export function topk<L extends string>(count: number, expression: Expression<L>): Expression<L> {
  return ranked("topk", count, expression);
}

/** The `count` smallest results. */
export function bottomk<L extends string>(count: number, expression: Expression<L>): Expression<L> {
  return ranked("bottomk", count, expression);
}

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

/** At most one series per target: after a restart the old and the new may overlap, and a join with both would fail. */
function infoSide(metric: MetricDefinition, labels: readonly string[]): Expression {
  const by = ["job", "instance", ...labels];
  return Object.freeze({
    labels: by,
    metrics: [metric],
    unit: "none" as const,
    isTotal: false,
    variables: [],
    write: (context) => {
      const selector = writeSelector(metric.name, {}, context);
      const shift = context.offset === undefined ? "" : ` offset ${context.offset}`;
      return atom(`${grouped("group", by)}(topk by (job, instance) (1, ${selector}${shift}))`);
    },
  } satisfies Expression);
}

function arithmetic<A extends string, B extends string>(
  name: string,
  left: Expression<A>,
  operator: string,
  right: Expression<B>,
  level: Level,
  unit: PanelUnit | undefined,
): Expression<A | B> {
  const matching = matchingOf(name, left, right);
  return derive(
    [left, right],
    matching.labels,
    (context): Piece =>
      join(left.write(context), `${operator}${matching.clause}`, right.write(context), level),
    unit,
  );
}

function matchingOf<A extends string, B extends string>(
  name: string,
  left: Expression<A>,
  right: Expression<B>,
): { readonly labels: readonly (A | B)[]; readonly clause: string } {
  const labels = unique<A | B>([...left.labels, ...right.labels]);
  const isLeftFull = left.labels.length === labels.length;
  const isRightFull = right.labels.length === labels.length;
  if (isLeftFull && isRightFull) return { labels, clause: "" };
  if (isLeftFull) return { labels, clause: ` on (${right.labels.join(", ")}) group_left ()` };
  if (isRightFull) return { labels, clause: ` on (${left.labels.join(", ")}) group_right ()` };
  return invalid(
    name,
    `cannot match results by (${left.labels.join(", ")}) with results by (${right.labels.join(", ")}); give both the same \`by\``,
  );
}

function compare<L extends string>(
  expression: Expression<L>,
  operator: ">" | "<",
  limit: number,
): Expression<L> {
  return derive(
    [expression],
    expression.labels,
    (context) => join(expression.write(context), operator, atom(String(limit)), levels.compare),
    expression.unit,
  );
}

function shifted<L extends string>(
  expression: Expression<L>,
  duration: (range: string) => string,
): Expression<L> {
  return {
    ...expression,
    write: (context) => expression.write({ ...context, offset: duration(context.range) }),
  };
}

function ranked<L extends string>(
  name: "topk" | "bottomk",
  count: number,
  expression: Expression<L>,
): Expression<L> {
  if (!Number.isInteger(count) || count < 1) invalid(`${name}()`, "needs a positive whole number");
  return derive(
    [expression],
    expression.labels,
    (context) => atom(`${name}(${count}, ${expression.write(context).text})`),
    expression.unit,
  );
}

function sameUnit(left: Expression, right: Expression): PanelUnit | undefined {
  return left.unit === right.unit ? left.unit : undefined;
}
