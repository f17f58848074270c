import type { SyntaxNode } from "@lezer/common";
import { readDuration } from "../duration.ts";
import { durationOf } from "./durations.ts";
import { readNumber } from "./literals.ts";
import { children, positionOf, type Reader } from "./read.ts";
import type { Expression, Shift } from "./tree-types.ts";

/**
 * `[…]`, `[…:…]`, `offset …` and `@ …` belong to what stands directly before them. The grammar gives them the whole
 * expression before them instead, as in `a + b offset 5m`.
 */
export function buildPostfix(reader: Reader, node: SyntaxNode, before: Expression): Expression {
  const position = { from: before.position.from, to: node.to };
  if (before.kind === "binary")
    return { ...before, right: buildPostfix(reader, node, before.right), position };
  if (before.kind === "unary")
    return { ...before, expression: buildPostfix(reader, node, before.expression), position };
  switch (node.name) {
    case "MatrixSelector":
      if (before.kind !== "selector")
        throw reader.error(position, "A range belongs to a selector; for the rest there is [5m:]");
      if (before.hasOffset || before.at !== undefined)
        throw reader.error(position, "The range comes before offset and @");
      return { kind: "range", selector: before, range: rangeOf(reader, node, 0), position };
    case "SubqueryExpr":
      return {
        kind: "subquery",
        expression: before,
        range: rangeOf(reader, node, 0),
        step: node.getChildren("DurationExpr").length > 1 ? rangeOf(reader, node, 1) : undefined,
        offset: 0,
        hasOffset: false,
        at: undefined,
        position,
      };
    default:
      return shifted(reader, before, node, position);
  }
}

function shifted(
  reader: Reader,
  before: Expression,
  node: SyntaxNode,
  position: Expression["position"],
): Expression {
  if (before.kind === "range") {
    const selector = shifted(reader, before.selector, node, position);
    return { ...before, selector: selector as typeof before.selector, position };
  }
  if (before.kind !== "selector" && before.kind !== "subquery")
    throw reader.error(position, "offset and @ belong to a selector or a subquery");
  return { ...before, ...shiftOf(reader, node, before), position };
}

function shiftOf(reader: Reader, node: SyntaxNode, before: Shift): Partial<Shift> {
  if (node.name === "OffsetExpr") {
    if (before.hasOffset) throw reader.error(positionOf(node), "The offset is given twice");
    const duration = node.getChild("OffsetDurationExpr");
    if (duration === null) throw reader.error(positionOf(node), "The offset is missing");
    return { offset: durationOf(reader, duration), hasOffset: true };
  }
  if (before.at !== undefined) throw reader.error(positionOf(node), "@ is given twice");
  const name = node.getChild("AtModifierPreprocessors");
  if (name !== null) return { at: reader.textOf(name).startsWith("s") ? "start" : "end" };
  const literal = children(node).findLast((child) => child.name === "NumberDurationLiteral");
  const text = literal === undefined ? "" : reader.textOf(literal).replaceAll(/\s/g, "");
  const seconds = readDuration(text) ?? readNumber(text) * 1000;
  if (!Number.isFinite(seconds) || Math.abs(seconds) >= Number.MAX_SAFE_INTEGER)
    throw reader.error(positionOf(node), "@ needs a time in Unix seconds");
  return { at: Math.round(seconds) };
}

function rangeOf(reader: Reader, node: SyntaxNode, index: number): number {
  const duration = node.getChildren("DurationExpr")[index];
  if (duration === undefined) throw reader.error(positionOf(node), "The range is missing");
  const milliseconds = durationOf(reader, duration);
  if (milliseconds <= 0)
    throw reader.error(positionOf(duration), "A range must be longer than nothing");
  return milliseconds;
}
