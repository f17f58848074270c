import { numbersOf } from "../evaluate/block.ts";
import type { Node, ScalarNode, StringNode, VectorNode } from "../evaluate/nodes.ts";
import type { Aggregation } from "../syntax/tree-types.ts";
import { countValues } from "./count-values.ts";
import { groupRows } from "./groups.ts";
import { sumHistograms } from "./histograms.ts";
import { quantile } from "./quantile.ts";
import { ranked } from "./rank.ts";
import { runningAggregations, type Running } from "./running.ts";

/** `sum by (…) (…)` and its kin. */
export function compileAggregation(
  node: Aggregation,
  parameter: Node | undefined,
  input: VectorNode,
  isVersion2: boolean,
): VectorNode {
  const { operator } = node;
  if (operator === "count_values")
    return countValues(node, parameter as StringNode, input, isVersion2);
  if (operator === "quantile") return quantile(node, parameter as ScalarNode, input);
  const make = runningAggregations[operator];
  if (make === undefined) return ranked(node, parameter as ScalarNode, input);
  return runOver(node, input, (steps, counts) => make(steps, counts, isVersion2));
}

function runOver(
  node: Aggregation,
  input: VectorNode,
  make: (steps: number, counts: Float64Array) => Running,
): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const given = input.evaluate(context, grid);
      const { operator } = node;
      if (given.histograms !== undefined && (operator === "sum" || operator === "avg"))
        return sumHistograms(node, given, make, context);
      const isOfAll = operator === "count" || operator === "group";
      const { sets, values, present, steps } = isOfAll ? given : numbersOf(given);
      const groups = groupRows(sets, node);
      const counts = new Float64Array(groups.sets.length * steps);
      const running = make(steps, counts);
      for (let row = 0; row < sets.length; row += 1)
        running.add(values, present, row * steps, (groups.ofRow[row] as number) * steps);
      context.budget.spend(values.length, node.position);
      const result = running.finish(counts);
      return {
        sets: groups.sets,
        values: result,
        present: Uint8Array.from(counts, (count) => (count > 0 ? 1 : 0)),
        steps,
        histograms: undefined,
      };
    },
  };
}
