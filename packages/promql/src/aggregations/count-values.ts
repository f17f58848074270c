import { BlockBuilder } from "../evaluate/block.ts";
import type { StringNode, VectorNode } from "../evaluate/nodes.ts";
import { labelName } from "../functions/labels.ts";
import { histogramText } from "../histograms/text.ts";
import { formatNumber } from "../numbers.ts";
import type { Aggregation } from "../syntax/tree-types.ts";
import { groupLabels } from "./groups.ts";

/** `count_values("label", v)`: how many series have each value, which becomes a label. */
export function countValues(
  node: Aggregation,
  parameter: StringNode,
  input: VectorNode,
  isVersion2: boolean,
): VectorNode {
  const { position, isWithout } = node;
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const label = labelName(parameter, position, isVersion2);
      const grouping = isWithout ? node.grouping : [...node.grouping, label];
      const { sets, values, present, steps, histograms } = input.evaluate(context, grid);
      const builder = new BlockBuilder(steps, 16);
      for (const [row, set] of sets.entries())
        for (let step = 0; step < steps; step += 1) {
          const at = row * steps + step;
          if (present[at] === 0) continue;
          const histogram = histograms?.[at];
          const text =
            histogram === undefined ? formatNumber(values[at] as number) : histogramText(histogram);
          const counted = set.with(label, text);
          const offset = builder.rowOf(groupLabels(counted, grouping, isWithout)) + step;
          builder.values[offset] = (builder.values[offset] as number) + 1;
          builder.present[offset] = 1;
        }
      context.budget.spend(values.length, position);
      return builder.finish();
    },
  };
}
