import type { Engine } from "@promenade/promql";
import type { Evaluation } from "./script.ts";

/** Their results follow the time of the query, wherever they read. */
const unfixed =
  /\b(?:day_of_month|day_of_week|day_of_year|days_in_month|hour|minute|month|predict_linear|time|timestamp|year)\s*\(/;

/**
 * An instant case again, as Prometheus does it: with `@` it reads at its own time, and is asked at others. Expressions with
 * subqueries or an `@` of their own are left as they are.
 */
export function fixedCases(engine: Engine, evaluation: Evaluation): readonly Evaluation[] {
  const { expression, start, step, places, isFailure } = evaluation;
  const isMovable = step === undefined && places === undefined && !isFailure;
  if (!isMovable || unfixed.test(expression) || /@|\[[^\]]*:/.test(expression)) return [];
  let fixed = expression;
  for (const { position } of engine.parse(expression).selectors.toReversed()) {
    const [range = ""] = /^\s*\[[^\]]*\]/.exec(fixed.slice(position.to)) ?? [];
    const end = position.to + range.length;
    fixed = `${fixed.slice(0, end)} @ ${start / 1000}${fixed.slice(end)}`;
  }
  const times = start === 0 ? [-1000, 1000] : [-10 * start, 0, Math.trunc(start / 5), 10 * start];
  return times.map((time) => ({ ...evaluation, expression: fixed, start: time }));
}
