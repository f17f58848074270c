import type { SyntaxNode } from "@lezer/common";
import { readDuration } from "../duration.ts";
import { readNumber } from "./literals.ts";
import { children, positionOf, type Reader } from "./read.ts";

const operations: Readonly<Record<string, (left: number, right: number) => number>> = {
  Add: (left, right) => left + right,
  Sub: (left, right) => left - right,
  Mul: (left, right) => left * right,
  Div: (left, right) => left / right,
  Mod: (left, right) => left % right,
  Pow: (left, right) => left ** right,
};

/** Nanoseconds in 63 bits, as Go counts. */
const longestSeconds = 2 ** 63 / 1e9;

/** Milliseconds of a range, a step or an offset: `5m`, `300`, and calculated, `5m * 2`. @throws PromqlError */
export function durationOf(reader: Reader, node: SyntaxNode): number {
  const isExpression = isCalculated(node);
  if (reader.isVersion2 && (isExpression || reader.textOf(node).includes("(")))
    throw reader.error(positionOf(node), "Prometheus 2 does not calculate durations");
  const seconds = secondsOf(reader, node);
  if (!(Math.abs(seconds) < longestSeconds))
    throw reader.error(positionOf(node), "This is no duration, or one of centuries");
  // Prometheus rounds what is written, and cuts what it has calculated.
  return isExpression ? Math.trunc(seconds * 1000) : Math.round(seconds * 1000);
}

function isCalculated(node: SyntaxNode): boolean {
  return children(node).some((child) => child.name in operations || isCalculated(child));
}

function secondsOf(reader: Reader, node: SyntaxNode): number {
  const parts = children(node).filter(({ name }) => name !== "LineComment");
  const [first, second, third] = parts;
  if (node.name === "NumberDurationLiteralInDurationContext") return literalOf(reader, node);
  if (first === undefined || first.name === "DurationStep") throw unsupported(reader, node);
  if (second === undefined) return secondsOf(reader, first);
  if (third === undefined) {
    const value = secondsOf(reader, second);
    return reader.textOf(first) === "-" ? -value : value;
  }
  const operation = operations[second.name];
  if (operation === undefined) throw unsupported(reader, node);
  const divisor = secondsOf(reader, third);
  if (divisor === 0 && /^(?:Div|Mod)$/.test(second.name))
    throw reader.error(positionOf(node), "A duration cannot be divided by nothing");
  return operation(secondsOf(reader, first), divisor);
}

/** `step()` and what came after Prometheus 3.5. */
function unsupported(reader: Reader, node: SyntaxNode): Error {
  return reader.error(
    positionOf(node),
    `${reader.textOf(node)} is not supported as a duration`,
    "PROMENADE_PROMQL_UNSUPPORTED",
  );
}

function literalOf(reader: Reader, node: SyntaxNode): number {
  const text = reader.textOf(node).replaceAll(/\s/g, "");
  const duration = readDuration(text);
  if (duration !== undefined) return duration / 1000;
  if (reader.isVersion2)
    throw reader.error(positionOf(node), "Prometheus 2 needs a unit, such as 5m");
  return readNumber(text);
}
