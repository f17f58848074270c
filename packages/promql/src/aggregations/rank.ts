import { BlockBuilder, type Block } from "../evaluate/block.ts";
import { failed } from "../evaluate/context.ts";
import type { ScalarNode, VectorNode } from "../evaluate/nodes.ts";
import { compareLabels, type LabelSet } from "../label-set.ts";
import type { Aggregation } from "../syntax/tree-types.ts";
import { groupRows } from "./groups.ts";

/** Below zero when the first row comes before the other. */
type Order = (one: number, other: number) => number;

/**
 * `topk`, `bottomk` and `limitk`: some of the series at each step, with their labels. Of equal values the one whose
 * labels come first is taken; Prometheus leaves that open.
 */
export function ranked(node: Aggregation, parameter: ScalarNode, input: VectorNode): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const sizes = parameter.evaluate(context, grid);
      const block = input.evaluate(context, grid);
      const { sets, values, present, steps } = block;
      const builder = new BlockBuilder(steps, sets.length);
      if (!present.includes(1) || sizes.every((size) => size < 1)) return builder.finish();
      const groups = groupRows(sets, node);
      const members = groups.sets.map((): number[] => []);
      for (const [row, group] of groups.ofRow.entries()) members[group]?.push(row);
      for (let step = 0; step < steps; step += 1) {
        const size = sizes[step] as number;
        const order = orderAt(node.operator, block, step);
        for (const group of members) {
          const found = group.filter((row) => present[row * steps + step] === 1);
          if (found.length === 0) continue;
          if (!(Math.abs(size) < 2 ** 63))
            throw failed(`${node.operator} takes a whole number, not ${size}`, node.position);
          for (const row of firstOf(found, Math.trunc(size), order)) {
            const offset = builder.rowOf(sets[row] as LabelSet) + step;
            builder.values[offset] = values[row * steps + step] as number;
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
function orderAt(operator: string, { sets, values, steps }: Block, step: number): Order {
  const byLabels: Order = (one, other) =>
    compareLabels(sets[one] as LabelSet, sets[other] as LabelSet);
  if (operator === "limitk") return byLabels;
  const sign = operator === "topk" ? -1 : 1;
  return (one, other) => {
    const first = values[one * steps + step] as number;
    const second = values[other * steps + step] as number;
    if (first < second) return -sign;
    if (first > second) return sign;
    const nan = Number(Number.isNaN(first)) - Number(Number.isNaN(second));
    return nan === 0 ? byLabels(one, other) : nan;
  };
}

/** The first `size` rows in that order. The few best of many are found without a sort of all. */
function firstOf(rows: readonly number[], size: number, order: Order): readonly number[] {
  if (size < 1) return [];
  if (size >= rows.length || size > 50) return rows.toSorted(order).slice(0, size);
  const best: number[] = [];
  for (const row of rows) {
    if (best.length === size && order(row, best[size - 1] as number) >= 0) continue;
    let at = best.length;
    while (at > 0 && order(row, best[at - 1] as number) < 0) at -= 1;
    best.splice(at, 0, row);
    if (best.length > size) best.pop();
  }
  return best;
}
