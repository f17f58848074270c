import { metricName } from "../label-set.ts";
import type { SelectorUse } from "../types.ts";
import type { Expression, Selector } from "./tree-types.ts";

/** What an expression reads, left to right. */
export function selectorsIn(expression: Expression): readonly SelectorUse[] {
  switch (expression.kind) {
    case "number":
    case "string":
      return [];
    case "selector":
      return [useOf(expression, undefined)];
    case "range":
      return [useOf(expression.selector, expression.range)];
    case "paren":
    case "unary":
    case "subquery":
      return selectorsIn(expression.expression);
    case "binary":
      return [...selectorsIn(expression.left), ...selectorsIn(expression.right)];
    case "aggregation":
    case "call":
      return expression.arguments.flatMap(selectorsIn);
  }
}

function useOf({ matchers, position }: Selector, range: number | undefined): SelectorUse {
  const name = matchers.find((matcher) => matcher.name === metricName && matcher.type === "=");
  return { matchers, metric: name?.value, rangeMilliseconds: range, position };
}
