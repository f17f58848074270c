import type { SyntaxNode } from "@lezer/common";
import { metricName } from "../label-set.ts";
import { createMatcher, isRegularExpression, matchValue } from "../matching.ts";
import type { Matcher } from "../types.ts";
import { readString } from "./literals.ts";
import { children, positionOf, type Reader } from "./read.ts";
import type { Selector } from "./tree-types.ts";

/** `name{label="value", …}`, with the metric's name as one more matcher. */
export function buildSelector(reader: Reader, node: SyntaxNode): Selector {
  const identifier = node.getChild("Identifier");
  const matchers: Matcher[] = [];
  for (const each of children(node.getChild("LabelMatchers"))) {
    if (each.name === "QuotedLabelName") {
      if (identifier !== null || matchers.some(({ isBareName }: Named) => isBareName === true))
        throw reader.error(positionOf(each), "The metric's name is given twice");
      const bare: Named = {
        name: metricName,
        type: "=",
        value: quoted(reader, each),
        isBareName: true,
      };
      matchers.push(bare);
    } else if (each.name.endsWith("LabelMatcher")) matchers.push(buildMatcher(reader, each));
  }
  if (identifier !== null) {
    const again = children(node.getChild("LabelMatchers")).find(
      (each) => each.name.endsWith("LabelMatcher") && nameOfMatcher(reader, each) === metricName,
    );
    if (again !== undefined)
      throw reader.error(positionOf(again), "The metric's name is given twice");
    matchers.unshift({ name: metricName, type: "=", value: reader.textOf(identifier) });
  }
  if (
    matchers.every(({ type, value }) =>
      matchValue({ name: "", type, value }, reader.isVersion2)(""),
    )
  )
    throw reader.error(
      positionOf(node),
      "A selector needs at least one matcher that the empty text does not satisfy",
    );
  return {
    kind: "selector",
    matchers: matchers.map(({ name, type, value }) => ({ name, type, value })),
    offset: 0,
    hasOffset: false,
    at: undefined,
    position: positionOf(node),
  };
}

interface Named extends Matcher {
  readonly isBareName?: boolean;
}

function buildMatcher(reader: Reader, node: SyntaxNode): Matcher {
  const type = children(node).find(({ name }) => name === "MatchOp");
  const literal = children(node).findLast(({ name }) => name === "StringLiteral");
  if (type === undefined || literal === undefined)
    throw reader.error(positionOf(node), "A matcher is a label, an operator and a text");
  const matcher = {
    name: nameOfMatcher(reader, node),
    type: reader.textOf(type) as Matcher["type"],
    value: stringOf(reader, literal),
  };
  if (isRegularExpression(matcher)) {
    try {
      createMatcher([matcher]);
    } catch (error) {
      throw reader.error(positionOf(literal), (error as Error).message);
    }
  }
  return matcher;
}

function nameOfMatcher(reader: Reader, node: SyntaxNode): string {
  const name = children(node).find((child) => child.name.endsWith("LabelName"));
  if (name === undefined) throw reader.error(positionOf(node), "A matcher needs a label");
  return name.name === "QuotedLabelName" ? quoted(reader, name) : reader.textOf(name);
}

/** The labels in `by (…)`, `on (…)`, `group_left (…)`. */
export function labelNames(reader: Reader, node: SyntaxNode): readonly string[] {
  return children(node).flatMap((child) => {
    if (child.name === "LabelName") return [reader.textOf(child)];
    return child.name === "QuotedLabelName" ? [quoted(reader, child)] : [];
  });
}

function quoted(reader: Reader, node: SyntaxNode): string {
  if (reader.isVersion2)
    throw reader.error(positionOf(node), "Prometheus 2 knows no names in quotes");
  const name = stringOf(reader, node);
  if (name === "") throw reader.error(positionOf(node), "A name cannot be empty");
  return name;
}

function stringOf(reader: Reader, node: SyntaxNode): string {
  const value = readString(reader.textOf(node));
  if (value === undefined) throw reader.error(positionOf(node), "This text cannot be read");
  return value;
}
