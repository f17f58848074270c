import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** A parsed query: nodes with their text. */
export interface Tree {
  readonly top: SyntaxNode | undefined;
  /** Where the text is not PromQL. */
  readonly errors: readonly { readonly from: number; readonly near: string }[];
  readonly textOf: (node: SyntaxNode) => string;
}

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

/** Parses; the parser itself never fails, it marks what it could not read. */
export function parse(text: string): Tree {
  const tree = parser.parse(text);
  const errors: { from: number; near: string }[] = [];
  tree.iterate({
    enter: (node) => {
      if (!node.type.isError || errors.at(-1)?.from === node.from) return;
      errors.push({ from: node.from, near: text.slice(Math.max(0, node.from - 12), node.to + 12) });
    },
  });
  const first = children(tree.topNode).find(isExpression);
  return {
    top: first,
    errors,
    textOf: (node) => text.slice(node.from, node.to),
  };
}

export function children(node: SyntaxNode | null): readonly SyntaxNode[] {
  const result: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling)
    result.push(child);
  return result;
}

export function isExpression(node: SyntaxNode): boolean {
  return expressionNodes.has(node.name);
}

/** The operands of a node: expressions directly inside, or inside its argument list. */
export function operands(node: SyntaxNode): readonly SyntaxNode[] {
  const body = node.getChild("FunctionCallBody") ?? node;
  return children(body).filter(isExpression);
}

/** The names in `by (…)`, `on (…)`, `group_left (…)`. */
export function labelNames(node: SyntaxNode, textOf: Tree["textOf"]): readonly string[] {
  return children(node).flatMap((child) => {
    if (child.name === "LabelName") return [textOf(child)];
    return child.name === "QuotedLabelName" ? [unquote(textOf(child))] : [];
  });
}

export function unquote(literal: string): string {
  const body = literal.slice(1, -1);
  if (literal.startsWith("`")) return body;
  return body.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
}
