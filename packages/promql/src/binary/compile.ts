import { BlockBuilder, dropNames, type Block } from "../evaluate/block.ts";
import type { Node, ScalarNode, VectorNode } from "../evaluate/nodes.ts";
import { setOperators } from "../syntax/check-binary.ts";
import type { Binary } from "../syntax/tree-types.ts";
import { mixedOperationOf, type MixedOperation } from "./histograms.ts";
import { dropsName, operationOf } from "./operators.ts";
import { compileSets } from "./sets.ts";
import { compileVectors } from "./vectors.ts";

/** `left operator right`. */
export function compileBinary(
  node: Binary,
  left: Node,
  right: Node,
  isVersion2: boolean,
): VectorNode | ScalarNode {
  if (left.type === "scalar" && right.type === "scalar") return scalars(node, left, right);
  if (left.type === "vector" && right.type === "scalar")
    return withScalar(node, left, right, "left", isVersion2);
  if (left.type === "scalar" && right.type === "vector")
    return withScalar(node, right, left, "right", isVersion2);
  if (setOperators.has(node.operator))
    return compileSets(node, left as VectorNode, right as VectorNode);
  return compileVectors(node, left as VectorNode, right as VectorNode, isVersion2);
}

function scalars(node: Binary, left: ScalarNode, right: ScalarNode): ScalarNode {
  const operation = operationOf(node.operator, node.isBool);
  return {
    type: "scalar",
    evaluate: (context, grid) => {
      const one = left.evaluate(context, grid);
      const other = right.evaluate(context, grid);
      // Between numbers every operator has a value: comparisons need bool.
      return one.map((value, step) => operation(value, other[step] as number) as number);
    },
  };
}

function withScalar(
  node: Binary,
  vector: VectorNode,
  scalar: ScalarNode,
  side: "left" | "right",
  isVersion2: boolean,
): VectorNode {
  const { operator, isBool, position } = node;
  const operation = operationOf(operator, isBool, side);
  const mixed = mixedOperationOf(operator, isBool, side);
  const isNameless = dropsName(operator, isBool, isVersion2);
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const numbers = scalar.evaluate(context, grid);
      const block = vector.evaluate(context, grid);
      const { values, present, steps } = block;
      if (block.histograms !== undefined) {
        const result = mapMixed(block, numbers, side, mixed);
        return isNameless ? dropNames(result, position) : result;
      }
      for (let at = 0; at < values.length; at += 1) {
        if (present[at] === 0) continue;
        const number = numbers[at % steps] as number;
        const value = values[at] as number;
        const result = side === "left" ? operation(value, number) : operation(number, value);
        if (result === undefined) present[at] = 0;
        else values[at] = result;
      }
      return isNameless ? dropNames(block, position) : block;
    },
  };
}

function mapMixed(
  block: Block,
  numbers: Float64Array,
  side: "left" | "right",
  operation: MixedOperation,
): Block {
  const builder = new BlockBuilder(block.steps, block.sets.length);
  for (const set of block.sets) {
    const offset = builder.add(set);
    for (let at = offset; at < offset + block.steps; at += 1) {
      if (block.present[at] === 0) continue;
      const number = numbers[at - offset] as number;
      const value = block.histograms?.[at] ?? (block.values[at] as number);
      const result = side === "left" ? operation(value, number) : operation(number, value);
      if (result !== undefined) builder.set(at, result);
    }
  }
  return builder.finish();
}
