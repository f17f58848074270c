import type { QueryContext } from "./expression.ts";

/** Labels that Prometheus itself puts on every series. */
export type TargetLabel = "job" | "instance";
export const targetLabels: readonly TargetLabel[] = ["job", "instance"];

/** One condition on a label. Made by {@link is}, {@link isNot}, {@link matches}, {@link notMatches} or a variable. */
export interface Matcher {
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
  /** The dashboard variable that it stands for; alerts have none, so there the condition is left out. */
  readonly variable: string | undefined;
}

/** Conditions by label; a plain string means {@link is}. Only the metric's own labels and job, instance. */
export type Where<L extends string> = {
  readonly [K in L | TargetLabel]?: string | Matcher;
};

/** The label has this value, or one of these. */
export function is(...values: readonly [string, ...string[]]): Matcher {
  return choice(values, "=", "=~");
}

/** The label has none of these values. */
export function isNot(...values: readonly [string, ...string[]]): Matcher {
  return choice(values, "!=", "!~");
}

/** The label's whole value matches this RE2 expression: `matches("5..")`. */
export function matches(pattern: string): Matcher {
  return { operator: "=~", value: pattern, variable: undefined };
}

/** The label's whole value does not match this RE2 expression. */
export function notMatches(pattern: string): Matcher {
  return { operator: "!~", value: pattern, variable: undefined };
}

/** A selector as text: `name{job=~"$job", …}`. */
export function writeSelector(
  name: string,
  where: Readonly<Record<string, string | Matcher | undefined>>,
  context: QueryContext,
  extra: readonly string[] = [],
): string {
  const conditions = [...context.selectors];
  for (const [label, condition] of Object.entries(where)) {
    if (condition === undefined) continue;
    const matcher = typeof condition === "string" ? is(condition) : condition;
    if (matcher.variable !== undefined && context.hides(matcher.variable)) continue;
    conditions.push(`${label}${matcher.operator}${quote(matcher.value)}`);
  }
  conditions.push(...extra);
  return conditions.length === 0 ? name : `${name}{${conditions.join(", ")}}`;
}

/** The dashboard variables that the conditions name. */
export function variablesIn(
  where: Readonly<Record<string, string | Matcher | undefined>>,
): readonly string[] {
  return Object.values(where).flatMap((condition) =>
    typeof condition === "object" && condition.variable !== undefined ? [condition.variable] : [],
  );
}

/** A PromQL string literal. */
export function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

function choice(
  values: readonly [string, ...string[]],
  single: "=" | "!=",
  several: "=~" | "!~",
): Matcher {
  const [first, ...rest] = values;
  if (rest.length === 0) return { operator: single, value: first, variable: undefined };
  const value = values.map(escapeRegex).join("|");
  return { operator: several, value, variable: undefined };
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
