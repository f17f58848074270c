import { invalid } from "../invalid.ts";
import {
  atom,
  derive,
  join,
  levels,
  quotient,
  unique,
  type Expression,
  type Level,
  type Piece,
} from "./expression.ts";
import type { PanelUnit } from "./units.ts";

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
      const share = quotient(piece, operator, divisor);
      if (context.zero === "leave") return share;
      const nothing = join(divisor, "*", atom("0"), levels.multiply);
      const isFilled = matching.clause !== "" || piece.isFilled === true;
      if (context.zero === "ratio" || options.idle === "absent")
        return isFilled
          ? share
          : quotient(join(piece, "or", nothing, levels.or), operator, divisor);
      if (divisor.isFilled === true && matching.labels.length === 0)
        return { ...join(share, "or", atom("vector(0)"), levels.or), isFilled: true };
      const hasMore = matching.clause !== "" && part.labels.length === matching.labels.length;
      const idle = hasMore ? join(piece, "*", atom("0"), levels.multiply) : nothing;
      return join(share, "or", idle, levels.or);
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

/** `left / right`, with gaps where either side is missing or the right one is not above 0. For shares use {@link ratio}. */
export function divide<A extends string, B extends string>(
  left: Expression<A>,
  right: Expression<B>,
): Expression<A | B> {
  const matching = matchingOf("divide()", left, right);
  return derive([left, right], matching.labels, (context) =>
    quotient(left.write(context), `/${matching.clause}`, right.write(context)),
  );
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

function sameUnit(left: Expression, right: Expression): PanelUnit | undefined {
  return left.unit === right.unit ? left.unit : undefined;
}
