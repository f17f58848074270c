import { BlockBuilder, duplicate, type Block } from "../evaluate/block.ts";
import type { VectorNode } from "../evaluate/nodes.ts";
import type { LabelSet } from "../label-set.ts";
import type { Binary } from "../syntax/tree-types.ts";
import { signatureOf } from "./signature.ts";

/** `and`, `or` and `unless`: by labels alone, step by step. */
export function compileSets(node: Binary, left: VectorNode, right: VectorNode): VectorNode {
  const signature = signatureOf(node.matching);
  const evaluators = { and: keepLeft, unless: keepLeft, or: union };
  const evaluate = evaluators[node.operator as "and" | "or" | "unless"];
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const one = left.evaluate(context, grid);
      const other = right.evaluate(context, grid);
      context.budget.spend(one.values.length + other.values.length, node.position);
      return evaluate(node, one, other, signature);
    },
  };
}

/** At which steps a series with some signature is there. */
interface Presence {
  readonly offsets: ReadonlyMap<string, number>;
  readonly present: Uint8Array;
}

function presenceOf(
  { sets, present, steps }: Block,
  signature: (set: LabelSet) => string,
): Presence {
  const offsets = new Map<string, number>();
  const there = new Uint8Array(present.length);
  for (const [row, set] of sets.entries()) {
    const key = signature(set);
    const offset = offsets.get(key) ?? offsets.size * steps;
    offsets.set(key, offset);
    for (let step = 0; step < steps; step += 1)
      if (present[row * steps + step] === 1) there[offset + step] = 1;
  }
  return { offsets, present: there };
}

function keepLeft(
  { operator }: Binary,
  one: Block,
  other: Block,
  signature: (set: LabelSet) => string,
): Block {
  const partners = presenceOf(other, signature);
  const wanted = operator === "and" ? 1 : 0;
  for (const [row, set] of one.sets.entries()) {
    const offset = partners.offsets.get(signature(set));
    for (let step = 0; step < one.steps; step += 1) {
      const isThere = offset === undefined ? 0 : partners.present[offset + step];
      if (isThere !== wanted) one.present[row * one.steps + step] = 0;
    }
  }
  return one;
}

function union(
  { operatorPosition: position }: Binary,
  one: Block,
  other: Block,
  signature: (set: LabelSet) => string,
): Block {
  const partners = presenceOf(one, signature);
  const { steps } = one;
  const builder = new BlockBuilder(steps, one.sets.length + other.sets.length);
  const take = (block: Block, isSecond: boolean): void => {
    for (const [row, set] of block.sets.entries()) {
      const partner = isSecond ? partners.offsets.get(signature(set)) : undefined;
      const offset = builder.rowOf(set);
      for (let step = 0; step < steps; step += 1) {
        const at = row * steps + step;
        if (block.present[at] === 0) continue;
        if (partner !== undefined && partners.present[partner + step] === 1) continue;
        if (builder.present[offset + step] === 1) throw duplicate(set, position);
        builder.copy(offset + step, block, at);
      }
    }
  };
  take(one, false);
  take(other, true);
  return builder.finish();
}
