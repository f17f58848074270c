import type { MetricDefinition } from "@promenade/core";
import type { PanelUnit } from "./units.ts";

/** Where an expression is written: a dashboard has variables and Grafana's intervals, an alert has fixed ones. */
export interface QueryContext {
  /** Conditions put first into every selector. */
  readonly selectors: readonly string[];
  /** Which dashboard variables do not exist: their conditions are left out. */
  readonly hides: (variable: string) => boolean;
  /** The range of `rate` and `increase`. */
  readonly rateInterval: string;
  /** The range of `total`: everything that the dashboard shows. */
  readonly range: string;
  /** `fill`: an absent count is 0. `ratio`: only an absent part of a whole is 0. `leave`: absent stays absent. */
  readonly zero: "fill" | "ratio" | "leave";
  /** How far back every selector looks. */
  readonly offset: string | undefined;
  /**
   * What one result looks at. `step`: the moment, or the rate interval before it. `fixed`: a rate interval that does
   * not follow the zoom. `range`: the dashboard's whole time range. `end`: the same at every point of a graph.
   */
  readonly window: "step" | "fixed" | "range" | "end";
  /** The distance of a graph's points. */
  readonly step: { readonly duration: string; readonly milliseconds: string };
}

/** The context of a dashboard's panel: the variables `job` and `instance`, `$__rate_interval` and `$__range`. */
export const dashboardContext: QueryContext = Object.freeze({
  selectors: Object.freeze(['job=~"$job"', 'instance=~"$instance"']),
  hides: () => false,
  rateInterval: "$__rate_interval",
  range: "$__range",
  zero: "fill",
  offset: undefined,
  window: "step",
  step: Object.freeze({ duration: "$__interval", milliseconds: "$__interval_ms" }),
});

/** Whether every selector looks over the whole range of the dashboard. */
export function isWhole({ window }: QueryContext): boolean {
  return window === "range" || window === "end";
}

/** Binding power of PromQL's operators; a higher one binds tighter. */
export const levels = { or: 1, and: 2, compare: 3, add: 4, multiply: 5, atom: 7 } as const;
export type Level = (typeof levels)[keyof typeof levels];

/** PromQL text with the binding power of its outermost operator. */
export interface Piece {
  readonly text: string;
  readonly level: Level;
  /** It ends in a zero of its own, so it is never absent. */
  readonly isFilled?: boolean;
}

/**
 * An immutable PromQL expression that knows its metrics and, in `L` and at run time, the labels of its result.
 * It is written late: the same expression serves dashboards and alerts.
 */
export interface Expression<L extends string = string> {
  readonly labels: readonly L[];
  readonly metrics: readonly MetricDefinition[];
  /** The Grafana unit of its values, when it follows from the metric. */
  readonly unit: PanelUnit | undefined;
  /** Looks over the whole time range of the dashboard, so it is asked once instead of for every point. */
  readonly isTotal: boolean;
  /** It has no value while nothing is observed: a quantile, a mean. */
  readonly hasGaps: boolean;
  /** Dashboard variables, besides job and instance, that it needs. */
  readonly variables: readonly string[];
  /** Writes it for a context; {@link promql} gives the plain text. */
  readonly write: (context: QueryContext) => Piece;
}

/** The PromQL text of an expression, by default as in a dashboard. */
export function promql(expression: Expression, context: QueryContext = dashboardContext): string {
  return expression.write(context).text;
}

/** What an operator takes over from its operands unless it says otherwise. */
export function derive<L extends string>(
  operands: readonly Expression[],
  labels: readonly L[],
  write: (context: QueryContext) => Piece,
  unit?: PanelUnit,
): Expression<L> {
  return Object.freeze({
    labels: Object.freeze([...labels]),
    metrics: unique(operands.flatMap((operand) => operand.metrics)),
    unit,
    isTotal: operands.some((operand) => operand.isTotal),
    hasGaps: operands.some((operand) => operand.hasGaps),
    variables: unique(operands.flatMap((operand) => operand.variables)),
    write,
  });
}

export function atom(text: string): Piece {
  return { text, level: levels.atom };
}

/** Two pieces joined by a left-associative operator, with parentheses only where they are needed. */
export function join(left: Piece, operator: string, right: Piece, level: Level): Piece {
  const leftText = left.level < level ? `(${left.text})` : left.text;
  const rightText = right.level <= level ? `(${right.text})` : right.text;
  return { text: `${leftText} ${operator} ${rightText}`, level };
}

/**
 * `left / right` without the results whose divisor is 0. A restart can reset one of two counters in the eyes of
 * Prometheus and not the other: the sum then grew and the count did not, and any division by that zero is a spike.
 */
export function quotient(left: Piece, operator: string, right: Piece): Piece {
  return join(left, operator, join(right, ">", atom("0"), levels.compare), levels.multiply);
}

export function unique<T>(values: readonly T[]): readonly T[] {
  return Object.freeze([...new Set(values)]);
}
