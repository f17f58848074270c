import { invalid } from "../invalid.ts";
import {
  atom,
  derive,
  join,
  levels,
  type Expression,
  type Piece,
  type QueryContext,
} from "./expression.ts";

/** A length of time: `5m`, `1w`. */
export type Duration = `${number}${"s" | "m" | "h" | "d" | "w"}`;

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

/** Which results {@link topk} takes into account. */
export interface RankOptions {
  /** Only those that are above this number, over the whole time range of a graph: `{ above: 0 }`. */
  readonly above?: number;
}

/** The `count` largest results. A graph ranks them once, over its whole time range, so that no line comes and goes. */
export function topk<L extends string>(
  count: number,
  expression: Expression<L>,
  options: RankOptions = {},
): Expression<L> {
  return ranked("topk", count, expression, options);
}

/** The `count` smallest results, chosen like those of {@link topk}. */
export function bottomk<L extends string>(count: number, expression: Expression<L>): Expression<L> {
  return ranked("bottomk", count, expression, {});
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
  options: RankOptions,
): Expression<L> {
  const { above: limit } = options;
  if (!Number.isInteger(count) || count < 1) invalid(`${name}()`, "needs a positive whole number");
  const rank = (context: QueryContext): Piece => {
    // Zeros that were filled in cannot be above anything.
    const zero = limit === undefined ? context.zero : "leave";
    const piece = expression.write({ ...context, zero });
    const kept =
      limit === undefined ? piece : join(piece, ">", atom(String(limit)), levels.compare);
    return atom(`${name}(${count}, ${kept.text})`);
  };
  return derive(
    [expression],
    expression.labels,
    (context) => {
      const isGraph = context.zero === "fill" && context.window === "step";
      if (!isGraph || expression.isTotal) return rank(context);
      const best = rank({ ...context, zero: "ratio", window: "end" });
      return join(expression.write(context), "and", best, levels.and);
    },
    expression.unit,
  );
}
