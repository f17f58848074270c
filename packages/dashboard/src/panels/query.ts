import { invalid } from "../invalid.ts";
import type { Expression } from "../promql/expression.ts";

/** The labels that a legend names: `"{{a}} of {{b}}"` gives `"a" | "b"`. */
type LegendLabels<S extends string> = S extends `${string}{{${infer Name}}}${infer Rest}`
  ? Trim<Name> | LegendLabels<Rest>
  : never;
type Trim<S extends string> = S extends ` ${infer R}` | `${infer R} ` ? Trim<R> : S;

/** `S` where every label that it names is one of `L`; otherwise the message that the compiler shows. */
export type Legend<S extends string, L extends string> =
  LegendLabels<S> extends L
    ? S
    : `The result has no label ${Exclude<LegendLabels<S>, L>}: keep it with \`by\``;

/** One line of a panel: what to ask, and what to call each result. */
export interface Query {
  readonly expression: Expression;
  readonly legend: string;
  /** Ask once, for the end of the time range. Default: only when the expression spans the whole range. */
  readonly instant: boolean | undefined;
  readonly line: LineStyle | undefined;
}

/** How a graph draws a query that is not like the others: a `limit` is dashed, red and without an area. */
export type LineStyle = "limit" | "dashed";

/**
 * A query for a panel. The legend is plain text, or a template of the result's labels: `"{{http_route}}"`.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` when the legend names a label that the result lacks
 */
export function query<L extends string, const S extends string>(
  expression: Expression<L>,
  legend: S & Legend<NoInfer<S>, NoInfer<L>>,
  options: { readonly instant?: boolean; readonly line?: LineStyle } = {},
): Query {
  for (const label of labelsInTemplate(legend)) {
    if (!(expression.labels as readonly string[]).includes(label))
      invalid(
        `The legend "${legend}"`,
        `names the label "${label}", but the result has ${describeLabels(expression.labels)}`,
      );
  }
  return Object.freeze({ expression, legend, instant: options.instant, line: options.line });
}

/** The label names in `{{…}}`. */
export function labelsInTemplate(template: string): readonly string[] {
  return [...template.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map((match) => match[1] ?? "");
}

function describeLabels(labels: readonly string[]): string {
  return labels.length === 0 ? "no labels" : `only ${labels.join(", ")}`;
}
