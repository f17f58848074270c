import { BlockBuilder } from "../evaluate/block.ts";
import { failed } from "../evaluate/context.ts";
import type { ScalarNode, VectorNode } from "../evaluate/nodes.ts";
import { compareLabels, type LabelSet } from "../label-set.ts";
import type { Aggregation } from "../syntax/tree-types.ts";
import { groupRows } from "./groups.ts";

/** How one row stands to another: below zero when it comes first. */
type Order = (one: number, other: number) => number;

const orders: Readonly<Record<string, Order>> = {
  topk: (one, other) => other - one,
  bottomk: (one, other) => one - other,
  limitk: () => 0,
};

/**
 * `topk`, `bottomk` and `limitk`: some of the series at each step, with their labels. Of equal values the one whose
 * labels come first is taken; Prometheus leaves that open.
 */
export function ranked(node: Aggregation, parameter: ScalarNode, input: VectorNode): VectorNode {
  const order = orders[node.operator] as Order;
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const sizes = parameter.evaluate(context, grid);
      const { sets, values, present, steps } = input.evaluate(context, grid);
      const rows = sets
        .map((_, row) => row)
        .toSorted((one, other) => compareLabels(sets[one] as LabelSet, sets[other] as LabelSet));
      const groups = groupRows(sets, node);
      const members = groups.sets.map((): number[] => []);
      for (const row of rows) members[groups.ofRow[row] as number]?.push(row);
      const builder = new BlockBuilder(steps, sets.length);
      if (!present.includes(1) || sizes.every((size) => size < 1)) return builder.finish();
      for (let step = 0; step < steps; step += 1) {
        const size = sizes[step] as number;
        const valueOf = (row: number): number => values[row * steps + step] as number;
        for (const group of members) {
          const found = group.filter((row) => present[row * steps + step] === 1);
          if (found.length === 0) continue;
          if (!(Math.abs(size) < 2 ** 63))
            throw failed(`${node.operator} takes a whole number, not ${size}`, node.position);
          const sorted = node.operator === "limitk" ? found : sortRows(found, valueOf, order);
          for (const row of sorted.slice(0, Math.max(0, Math.trunc(size)))) {
            const offset = builder.rowOf(sets[row] as LabelSet) + step;
            builder.values[offset] = valueOf(row);
            builder.present[offset] = 1;
          }
        }
      }
      context.budget.spend(values.length, node.position);
      return builder.finish();
    },
  };
}

/** NaN comes last both ways. */
function sortRows(
  rows: readonly number[],
  valueOf: (row: number) => number,
  order: Order,
): readonly number[] {
  return rows.toSorted((one, other) => {
    const [first, second] = [valueOf(one), valueOf(other)];
    if (Number.isNaN(first) || Number.isNaN(second))
      return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
    // Infinity less infinity is no number.
    return first === second ? 0 : order(first, second);
  });
}
