import { PromqlError } from "../errors.ts";
import type { Binary, ValueType } from "./tree-types.ts";

export const comparisons: ReadonlySet<string> = new Set(["==", "!=", ">", "<", ">=", "<="]);
export const setOperators: ReadonlySet<string> = new Set(["and", "or", "unless"]);

/** The type of a binary expression whose sides are of these types. */
export function checkBinary(node: Binary, left: ValueType, right: ValueType): ValueType {
  const { operator, matching } = node;
  const wrong = (problem: string): PromqlError =>
    new PromqlError(
      "PROMENADE_PROMQL_TYPE",
      `${problem} (character ${node.operatorPosition.from + 1}).`,
      node.operatorPosition,
    );
  for (const side of [left, right])
    if (side !== "scalar" && side !== "vector")
      throw wrong(`${operator} takes numbers and instant vectors`);
  if (node.isBool && !comparisons.has(operator)) throw wrong(`bool belongs to a comparison`);
  const isVectors = left === "vector" && right === "vector";
  const isScalars = left === "scalar" && right === "scalar";
  if (isScalars && comparisons.has(operator) && !node.isBool)
    throw wrong(`Numbers are compared with bool: ${operator} bool`);
  if (setOperators.has(operator)) {
    if (!isVectors) throw wrong(`${operator} takes instant vectors on both sides`);
    if (matching.group !== undefined) throw wrong(`${operator} takes no group_${matching.group}`);
  }
  if (!isVectors && matching.labels.length > 0)
    throw wrong("on and ignoring belong between two instant vectors");
  const twice = matching.isOn && matching.include.find((label) => matching.labels.includes(label));
  if (typeof twice === "string")
    throw wrong(`The label ${twice} cannot be in on and in group_${matching.group} at once`);
  return isScalars ? "scalar" : "vector";
}
