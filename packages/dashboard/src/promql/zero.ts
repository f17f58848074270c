import { invalid } from "../invalid.ts";
import { atom, derive, join, levels, type Expression } from "./expression.ts";
import { quote } from "./matchers.ts";

type Fill<L extends string> = [L] extends [never] ? [] : [labels: { readonly [K in L]: string }];

/**
 * Shows 0 where there is nothing: an event that never happened has no series, and "No data" reads as a fault.
 * A result with labels needs the values that the zero gets: `orZero(rate(errors, { by: ["error_type"] }), { error_type: "none" })`.
 * The zero appears only while the whole result is empty, and never in alerts. With labels it is a line of its own, so
 * a graph shows it only where there was nothing in the whole time range: after one gap, it would stay in the legend.
 */
export function orZero<L extends string>(
  expression: Expression<L>,
  ...fill: Fill<NoInfer<L>>
): Expression<L> {
  const values: Readonly<Record<string, string>> = fill[0] ?? {};
  for (const label of expression.labels) {
    if (values[label] === undefined)
      invalid(
        "orZero()",
        `needs a value for the label "${label}": orZero(…, { ${label}: "none" })`,
      );
  }
  const zero = Object.entries(values).reduce(
    (inner, [label, text]) => `label_replace(${inner}, ${quote(label)}, ${quote(text)}, "", "")`,
    "vector(0)",
  );
  const operator = expression.labels.length === 0 ? "or" : "or on ()";
  return derive(
    [expression],
    expression.labels,
    (context) => {
      const piece = expression.write(context);
      if (context.zero !== "fill" || piece.isFilled === true) return piece;
      const mustStay = expression.labels.length === 0 || expression.isTotal;
      if (mustStay || context.window !== "step")
        return { ...join(piece, operator, atom(zero), levels.or), isFilled: true };
      const found = expression.write({ ...context, zero: "ratio", window: "end" });
      const last = join(atom(zero), "unless on ()", found, levels.and);
      return { ...join(piece, operator, last, levels.or), isFilled: true };
    },
    expression.unit,
  );
}

/** {@link orZero} for a count that has no labels; one with labels stays as it is. */
export function zeroWhenAbsent<L extends string>(expression: Expression<L>): Expression<L> {
  if (expression.labels.length > 0) return expression;
  return (orZero as (expression: Expression<L>) => Expression<L>)(expression);
}
