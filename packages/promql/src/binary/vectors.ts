import { BlockBuilder, type Block } from "../evaluate/block.ts";
import { failed } from "../evaluate/context.ts";
import type { VectorNode } from "../evaluate/nodes.ts";
import { describeLabels, type LabelSet } from "../label-set.ts";
import type { Binary, Matching } from "../syntax/tree-types.ts";
import { mixedOperationOf, type MixedOperation } from "./histograms.ts";
import { dropsName, operationOf, type Operation } from "./operators.ts";
import { signatureOf, stepsWithValues } from "./signature.ts";

interface Join {
  readonly node: Binary;
  readonly operation: Operation;
  readonly mixed: MixedOperation;
  readonly labelsOf: (many: LabelSet, one: LabelSet) => LabelSet;
}

/** Arithmetic and comparisons between two instant vectors: one to one, or many to one with `group_left`. */
export function compileVectors(
  node: Binary,
  left: VectorNode,
  right: VectorNode,
  isVersion2: boolean,
): VectorNode {
  const { operator, isBool, matching } = node;
  const signature = signatureOf(matching);
  const join: Join = {
    node,
    operation: operationOf(operator, isBool),
    mixed: mixedOperationOf(operator, isBool),
    labelsOf: resultLabels(matching, dropsName(operator, isBool, isVersion2)),
  };
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const one = left.evaluate(context, grid);
      const other = right.evaluate(context, grid);
      context.budget.spend(one.values.length + other.values.length, node.operatorPosition);
      return matching.group === "right"
        ? joinMany(join, other, one, signature)
        : joinMany(join, one, other, signature);
    },
  };
}

function joinMany(
  { node, operation, mixed, labelsOf }: Join,
  many: Block,
  one: Block,
  signature: (set: LabelSet) => string,
): Block {
  const { steps } = many;
  const partners = partnersOf(node, many, one, signature);
  const builder = new BlockBuilder(steps, many.sets.length);
  const isSwapped = node.matching.group === "right";
  const isMixed = many.histograms !== undefined || one.histograms !== undefined;
  const isGrouped = node.matching.group !== undefined;
  // One to one, a partner is taken once at each step.
  const taken = isGrouped ? undefined : new Uint8Array(one.values.length);
  for (const [row, set] of many.sets.entries())
    for (const partner of partners.get(signature(set)) ?? []) {
      let offset = -1;
      for (let step = 0; step < steps; step += 1) {
        const at = row * steps + step;
        const partnerAt = partner * steps + step;
        if (many.present[at] === 0 || one.present[partnerAt] === 0) continue;
        let result;
        if (isMixed) {
          const value = many.histograms?.[at] ?? (many.values[at] as number);
          const other = one.histograms?.[partnerAt] ?? (one.values[partnerAt] as number);
          result = isSwapped ? mixed(other, value) : mixed(value, other);
        } else {
          const value = many.values[at] as number;
          const other = one.values[partnerAt] as number;
          result = isSwapped ? operation(other, value) : operation(value, other);
        }
        if (result === undefined) continue;
        if (taken !== undefined) {
          if (taken[partnerAt] === 1) throw manyToOne(node, set);
          taken[partnerAt] = 1;
        }
        if (offset === -1) offset = builder.rowOf(labelsOf(set, one.sets[partner] as LabelSet));
        if (builder.present[offset + step] === 1)
          throw failed(
            `Several series find the same partner and have the same labels in the result, as ${describeLabels(set)}`,
            node.operatorPosition,
          );
        builder.set(offset + step, result);
      }
    }
  return builder.finish();
}

/** The rows of the side that may have one series only, by signature. */
function partnersOf(
  node: Binary,
  many: Block,
  one: Block,
  signature: (set: LabelSet) => string,
): ReadonlyMap<string, readonly number[]> {
  const { steps } = one;
  const isAsked = stepsWithValues(many.present, steps);
  const result = new Map<string, number[]>();
  for (const [row, set] of one.sets.entries()) {
    const key = signature(set);
    const rows = result.get(key);
    if (rows === undefined) {
      result.set(key, [row]);
      continue;
    }
    for (const before of rows)
      for (let step = 0; step < steps; step += 1)
        if (
          isAsked[step] === 1 &&
          one.present[row * steps + step] === 1 &&
          one.present[before * steps + step] === 1
        )
          throw failed(
            `Two series on the ${node.matching.group === "right" ? "left" : "right"} of ${node.operator} match the same: ${describeLabels(one.sets[before] as LabelSet)} and ${describeLabels(set)}`,
            node.operatorPosition,
          );
    rows.push(row);
  }
  return result;
}

function manyToOne(node: Binary, set: LabelSet): Error {
  return failed(
    `Several series on the left of ${node.operator} match the same one, as ${describeLabels(set)}: say group_left, or match by more labels`,
    node.operatorPosition,
  );
}

function resultLabels(
  { isOn, labels, group, include }: Matching,
  isNameless: boolean,
): (many: LabelSet, one: LabelSet) => LabelSet {
  const matched = (set: LabelSet): LabelSet => {
    if (group !== undefined) return set;
    return isOn ? set.only(labels) : labels.length === 0 ? set : set.without(labels);
  };
  return (many, one) => {
    let set = matched(isNameless ? many.nameless : many);
    for (const name of include) set = set.with(name, one.get(name));
    return set;
  };
}
