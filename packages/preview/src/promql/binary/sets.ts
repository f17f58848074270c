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

/** By signature, at which steps any of the rows is there. */
function stepsBySignature(
  { sets, present, steps }: Block,
  signature: (set: LabelSet) => string,
): ReadonlyMap<string, Uint8Array> {
  const result = new Map<string, Uint8Array>();
  for (const [row, set] of sets.entries()) {
    const key = signature(set);
    const there = result.get(key) ?? new Uint8Array(steps);
    for (let step = 0; step < steps; step += 1)
      if (present[row * steps + step] === 1) there[step] = 1;
    result.set(key, there);
  }
  return result;
}

function keepLeft(
  { operator }: Binary,
  one: Block,
  other: Block,
  signature: (set: LabelSet) => string,
): Block {
  const partners = stepsBySignature(other, signature);
  const wanted = operator === "and" ? 1 : 0;
  for (const [row, set] of one.sets.entries()) {
    const there = partners.get(signature(set));
    for (let step = 0; step < one.steps; step += 1)
      if ((there?.[step] ?? 0) !== wanted) one.present[row * one.steps + step] = 0;
  }
  return one;
}

function union(
  { position }: Binary,
  one: Block,
  other: Block,
  signature: (set: LabelSet) => string,
): Block {
  const partners = stepsBySignature(one, signature);
  const { steps } = one;
  const builder = new BlockBuilder(steps, one.sets.length + other.sets.length);
  const take = (block: Block, isTaken: (set: LabelSet) => Uint8Array | undefined): void => {
    for (const [row, set] of block.sets.entries()) {
      const taken = isTaken(set);
      const offset = builder.rowOf(set);
      for (let step = 0; step < steps; step += 1) {
        const at = row * steps + step;
        if (block.present[at] === 0 || taken?.[step] === 1) continue;
        if (builder.present[offset + step] === 1) throw duplicate(set, position);
        builder.present[offset + step] = 1;
        builder.values[offset + step] = block.values[at] as number;
      }
    }
  };
  take(one, () => undefined);
  take(other, (set) => partners.get(signature(set)));
  return builder.finish();
}
