import { build } from "./build.ts";
import { check } from "./check.ts";
import { Reader } from "./read.ts";
import type { Expression, ValueType } from "./tree-types.ts";

/** An expression's tree and its type. */
export interface Parsed {
  readonly expression: Expression;
  readonly type: ValueType;
}

/** @throws PromqlError */
export function parseExpression(text: string, isVersion2: boolean): Parsed {
  const reader = new Reader(text, isVersion2);
  const expression = build(reader, reader.top());
  return { expression, type: check(expression, isVersion2) };
}
