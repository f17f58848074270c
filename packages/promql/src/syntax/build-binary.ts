import type { SyntaxNode } from "@lezer/common";
import { labelNames } from "./build-selector.ts";
import { children, positionOf, type Reader } from "./read.ts";
import type { Binary, Expression, Matching } from "./tree-types.ts";

/** From weak to strong. */
const levels: readonly (readonly string[])[] = [
  ["or"],
  ["and", "unless"],
  ["==", "!=", ">", "<", ">=", "<="],
  ["+", "-"],
  ["*", "/", "%", "atan2"],
  ["^"],
];

const unsupported = new Set(["TrimUpper", "TrimLower"]);

/** Two operands and what is between them. */
export function buildBinary(
  reader: Reader,
  node: SyntaxNode,
  left: Expression,
  right: Expression,
): Expression {
  const position = positionOf(node);
  const operatorNode = children(node).find(
    ({ from, name }) => from >= left.position.to && name !== "LineComment",
  );
  if (operatorNode === undefined) throw reader.error(position, "An operator is missing");
  const fill = node.getChild("FillModifier");
  if (fill !== null || unsupported.has(operatorNode.name))
    throw reader.error(
      positionOf(fill ?? operatorNode),
      `${reader.textOf(fill ?? operatorNode)} is not supported`,
      "PROMENADE_PROMQL_UNSUPPORTED",
    );
  const operator = reader.textOf(operatorNode).toLowerCase();
  return join(reader, left, {
    kind: "binary",
    operator,
    operatorPosition: positionOf(operatorNode),
    isBool: node.getChild("BoolModifier") !== null,
    left,
    right,
    matching: buildMatching(reader, node.getChild("MatchingModifierClause")),
    position,
  });
}

/**
 * Puts `left` in front of an operator by the language's precedence. The grammar reads -1 as a literal, and takes all
 * that stands before offset, @ or […] for one operand: `a + b offset 5m * c` and `-1 ^ 2` come here in wrong order.
 */
function join(reader: Reader, left: Expression, rest: Binary): Expression {
  const strength = strengthOf(rest.operator);
  const position = { from: left.position.from, to: rest.position.to };
  if (left.kind === "binary") {
    const before = strengthOf(left.operator);
    if (before < strength || (before === strength && rest.operator === "^"))
      return { ...left, right: join(reader, left.right, rest), position };
  }
  if (rest.operator === "^") {
    if (left.kind === "unary")
      return { ...left, expression: join(reader, left.expression, rest), position };
    if (left.kind === "number" && /^[+-]/.test(reader.text.slice(left.position.from))) {
      const isNegative = reader.text[left.position.from] === "-";
      const number = { ...left, value: isNegative ? -left.value : left.value };
      return { kind: "unary", isNegative, expression: { ...rest, left: number }, position };
    }
  }
  return { ...rest, left, position };
}

function strengthOf(operator: string): number {
  return levels.findIndex((level) => level.includes(operator));
}

function buildMatching(reader: Reader, clause: SyntaxNode | null): Matching {
  const lists = clause?.getChildren("GroupingLabels") ?? [];
  const [labels = [], include = []] = lists.map((list) => labelNames(reader, list));
  const isLeft = clause !== null && clause.getChild("GroupLeft") !== null;
  const isRight = clause !== null && clause.getChild("GroupRight") !== null;
  return {
    isExplicit: clause !== null,
    isOn: clause !== null && clause.getChild("On") !== null,
    labels,
    group: isLeft ? "left" : isRight ? "right" : undefined,
    include,
  };
}
