import type { SyntaxNode } from "@lezer/common";
import { readDuration } from "../duration.ts";
import { buildBinary } from "./build-binary.ts";
import { buildPostfix } from "./build-postfix.ts";
import { buildSelector, labelNames } from "./build-selector.ts";
import { readNumber, readString } from "./literals.ts";
import { children, positionOf, type Reader } from "./read.ts";
import type { Aggregation, Expression } from "./tree-types.ts";

const expressionNodes = new Set([
  "AggregateExpr",
  "AnchoredExpr",
  "BinaryExpr",
  "FunctionCall",
  "MatrixSelector",
  "NumberDurationLiteral",
  "OffsetExpr",
  "ParenExpr",
  "SmoothedExpr",
  "StepInvariantExpr",
  "StringLiteral",
  "SubqueryExpr",
  "UnaryExpr",
  "VectorSelector",
]);

/** The grammar's node as our tree. */
export function build(reader: Reader, node: SyntaxNode): Expression {
  const position = positionOf(node);
  switch (node.name) {
    case "NumberDurationLiteral":
      return { kind: "number", value: numberOf(reader, node), position };
    case "StringLiteral":
      return { kind: "string", value: textOf(reader, node), position };
    case "ParenExpr":
      return { kind: "paren", expression: operand(reader, node), position };
    case "UnaryExpr":
      return {
        kind: "unary",
        isNegative: reader.text[node.from] === "-",
        expression: operand(reader, node),
        position,
      };
    case "VectorSelector":
      return buildSelector(reader, node);
    case "MatrixSelector":
    case "SubqueryExpr":
    case "OffsetExpr":
    case "StepInvariantExpr":
      return buildPostfix(reader, node, operand(reader, node));
    case "BinaryExpr": {
      const [left, right] = operands(node);
      if (left === undefined || right === undefined)
        throw reader.error(position, "An operator needs two sides");
      return buildBinary(reader, node, build(reader, left), build(reader, right));
    }
    case "AggregateExpr":
      return buildAggregation(reader, node);
    case "FunctionCall":
      return {
        kind: "call",
        name: nameOf(reader, node, "FunctionIdentifier"),
        arguments: buildArguments(reader, node),
        position,
      };
    default:
      throw reader.error(
        position,
        `${node.name.replace("Expr", "").toLowerCase()} selectors are not supported`,
        "PROMENADE_PROMQL_UNSUPPORTED",
      );
  }
}

function buildAggregation(reader: Reader, node: SyntaxNode): Aggregation {
  const modifier = node.getChild("AggregateModifier");
  const labels = modifier?.getChild("GroupingLabels") ?? null;
  return {
    kind: "aggregation",
    operator: nameOf(reader, node, "AggregateOp").toLowerCase(),
    isWithout: modifier !== null && modifier.getChild("Without") !== null,
    grouping: labels === null ? [] : labelNames(reader, labels),
    arguments: buildArguments(reader, node),
    position: positionOf(node),
  };
}

function buildArguments(reader: Reader, node: SyntaxNode): readonly Expression[] {
  const body = node.getChild("FunctionCallBody");
  return body === null ? [] : operands(body).map((child) => build(reader, child));
}

function operand(reader: Reader, node: SyntaxNode): Expression {
  const [first] = operands(node);
  if (first === undefined) throw reader.error(positionOf(node), "An operand is missing");
  return build(reader, first);
}

function operands(node: SyntaxNode): readonly SyntaxNode[] {
  return children(node).filter(({ name }) => expressionNodes.has(name));
}

function nameOf(reader: Reader, node: SyntaxNode, child: string): string {
  const name = node.getChild(child);
  return name === null ? "" : reader.textOf(name);
}

function numberOf(reader: Reader, node: SyntaxNode): number {
  const text = reader.textOf(node).replaceAll(/\s/g, "");
  const duration = readDuration(text.replace(/^[+-]/, ""));
  if (duration === undefined) return readNumber(text);
  if (reader.isVersion2)
    throw reader.error(positionOf(node), "Prometheus 2 takes no duration for a number");
  return ((text.startsWith("-") ? -1 : 1) * duration) / 1000;
}

function textOf(reader: Reader, node: SyntaxNode): string {
  const value = readString(reader.textOf(node));
  if (value === undefined) throw reader.error(positionOf(node), "This text cannot be read");
  return value;
}
