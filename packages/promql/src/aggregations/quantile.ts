import { numbersOf } from "../evaluate/block.ts";
import type { ScalarNode, VectorNode } from "../evaluate/nodes.ts";
import { quantileOf } from "../numbers.ts";
import type { Aggregation } from "../syntax/tree-types.ts";
import { groupRows } from "./groups.ts";

/** `quantile(q, v)`. */
export function quantile(node: Aggregation, parameter: ScalarNode, input: VectorNode): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const quantiles = parameter.evaluate(context, grid);
      const { sets, values, present, steps } = numbersOf(input.evaluate(context, grid));
      const groups = groupRows(sets, node);
      const members = groups.sets.map((): number[] => []);
      for (const [row, group] of groups.ofRow.entries()) members[group]?.push(row * steps);
      const result = new Float64Array(groups.sets.length * steps);
      const isThere = new Uint8Array(result.length);
      const found = new Float64Array(sets.length);
      for (const [group, offsets] of members.entries())
        for (let step = 0; step < steps; step += 1) {
          let count = 0;
          for (const offset of offsets)
            if (present[offset + step] === 1) found[count++] = values[offset + step] as number;
          if (count === 0) continue;
          isThere[group * steps + step] = 1;
          result[group * steps + step] = quantileOf(
            quantiles[step] as number,
            found.subarray(0, count),
          );
        }
      context.budget.spend(values.length, node.position);
      return { sets: groups.sets, values: result, present: isThere, steps, histograms: undefined };
    },
  };
}
