import { BlockBuilder, numbersOf, type Block } from "../evaluate/block.ts";
import { failed } from "../evaluate/context.ts";
import type { ScalarNode, VectorNode } from "../evaluate/nodes.ts";
import { compareLabels, type LabelSet } from "../label-set.ts";
import type { Aggregation } from "../syntax/tree-types.ts";
import { groupRows } from "./groups.ts";
import { labelHash } from "./label-hash.ts";

/** Below zero when the first row comes before the other. */
type Order = (one: number, other: number) => number;

/**
 * `topk`, `bottomk`, `limitk` and `limit_ratio`: some of the series at each step, with their labels. Of equal values the
 * one whose labels come first is taken; Prometheus leaves that open.
 */
export function ranked(node: Aggregation, parameter: ScalarNode, input: VectorNode): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const sizes = parameter.evaluate(context, grid);
      const given = input.evaluate(context, grid);
      const block = node.operator.startsWith("limit") ? given : numbersOf(given);
      const { sets, values, present, steps } = block;
      const builder = new BlockBuilder(steps, sets.length);
      const isRatio = node.operator === "limit_ratio";
      const isNone = (size: number): boolean => (isRatio ? size === 0 : size < 1);
      if (!present.includes(1) || sizes.every(isNone)) return builder.finish();
      const hashes = isRatio ? sets.map(labelHash) : [];
      const groups = groupRows(sets, node);
      const members = groups.sets.map((): number[] => []);
      for (const [row, group] of groups.ofRow.entries()) members[group]?.push(row);
      for (let step = 0; step < steps; step += 1) {
        const size = sizes[step] as number;
        const order = orderAt(node.operator, block, step);
        for (const group of members) {
          const found = group.filter((row) => present[row * steps + step] === 1);
          if (found.length === 0) continue;
          if (isRatio ? Number.isNaN(size) : !(Math.abs(size) < 2 ** 63))
            throw failed(
              `${node.operator} takes a ${isRatio ? "number from -1 to 1" : "whole number"}, not ${size}`,
              node.position,
            );
          const chosen = isRatio
            ? found.filter((row) => isInRatio(hashes[row] as number, size))
            : firstOf(found, Math.trunc(size), order);
          for (const row of chosen) {
            const offset = builder.rowOf(sets[row] as LabelSet) + step;
            builder.copy(offset, block, row * steps + step);
          }
        }
      }
      context.budget.spend(values.length, node.position);
      return builder.finish();
    },
  };
}

/** A ratio below zero is the rest: what 1 + ratio does not take. */
function isInRatio(hash: number, ratio: number): boolean {
  return ratio >= 0 ? hash < Math.min(ratio, 1) : hash >= 1 + Math.max(ratio, -1);
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
