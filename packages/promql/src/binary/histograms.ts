import { divide, isEqual, scale } from "../histograms/arithmetic.ts";
import { compact } from "../histograms/layout.ts";
import { ofTwo } from "../histograms/windows.ts";
import type { NativeHistogram } from "../types.ts";
import { operationOf } from "./operators.ts";

/** What stands on one side of an operator. */
export type Operand = number | NativeHistogram;

/** An operator as a function of two samples; `undefined` for no value. */
export type MixedOperation = (left: Operand, right: Operand) => Operand | undefined;

/** The operators where a side is a native histogram. What makes no sense has no value, with `bool` too. */
export function mixedOperationOf(
  operator: string,
  isBool: boolean,
  kept: "left" | "right" = "left",
): MixedOperation {
  const ofNumbers = operationOf(operator, isBool, kept);
  return (left, right) => {
    if (typeof left === "number") {
      if (typeof right === "number") return ofNumbers(left, right);
      return operator === "*" ? compact(scale(right, left)) : undefined;
    }
    if (typeof right === "number") return withNumber(operator, left, right);
    return ofHistograms(operator, isBool, left, right);
  };
}

function withNumber(
  operator: string,
  histogram: NativeHistogram,
  number: number,
): NativeHistogram | undefined {
  if (operator === "*") return compact(scale(histogram, number));
  return operator === "/" ? compact(divide(histogram, number)) : undefined;
}

function ofHistograms(
  operator: string,
  isBool: boolean,
  left: NativeHistogram,
  right: NativeHistogram,
): Operand | undefined {
  if (operator === "+" || operator === "-") return ofTwo(operator, left, right);
  if (operator !== "==" && operator !== "!=") return undefined;
  const holds = isEqual(left, right) === (operator === "==");
  if (isBool) return holds ? 1 : 0;
  return holds ? left : undefined;
}
