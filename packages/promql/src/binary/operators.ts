import { power } from "../numbers.ts";

/** Operators that make a new number. */
export const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
  "^": power,
  atan2: Math.atan2,
};

/** Operators that keep the left value or nothing, or with `bool` give 1 or 0. */
export const comparison: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  ">": (left, right) => left > right,
  "<": (left, right) => left < right,
  ">=": (left, right) => left >= right,
  "<=": (left, right) => left <= right,
};

/** An operator as a function of two numbers; `undefined` for no value. */
export type Operation = (left: number, right: number) => number | undefined;

/** `kept` is what a comparison that holds gives: the side that is a vector. */
export function operationOf(
  operator: string,
  isBool: boolean,
  kept: "left" | "right" = "left",
): Operation {
  const compute = arithmetic[operator];
  if (compute !== undefined) return compute;
  const holds = comparison[operator] as (left: number, right: number) => boolean;
  if (isBool) return (left, right) => (holds(left, right) ? 1 : 0);
  if (kept === "right") return (left, right) => (holds(left, right) ? right : undefined);
  return (left, right) => (holds(left, right) ? left : undefined);
}

/** Whether the result is no longer what the metric's name says. Prometheus 2 forgot `atan2`. */
export function dropsName(operator: string, isBool: boolean, isVersion2: boolean): boolean {
  return isBool || (Object.hasOwn(arithmetic, operator) && !(isVersion2 && operator === "atan2"));
}
