import { promql, type Expression } from "../src/index.ts";

/** What is not as it should be. */
export function wrongIn(
  cases: readonly (readonly [Expression, string])[],
): readonly { readonly got: string; readonly wanted: string }[] {
  return cases
    .map(([expression, wanted]) => ({ got: promql(expression), wanted }))
    .filter(({ got, wanted }) => got !== wanted);
}
