import assert from "node:assert/strict";
import { runner } from "./runner.ts";

/** Fails with what was compared and how it differs. @throws AssertionError */
export function same(actual: unknown, expected: unknown, what: string): void {
  try {
    assert.deepStrictEqual(plain(actual), plain(expected));
  } catch (error) {
    // Vitest and jest print the difference themselves.
    const difference = runner.name === "node:test" ? `: ${(error as Error).message}` : "";
    (error as Error).message = `${what}${difference}`;
    throw error;
  }
}

/** For what should be an empty list of findings. @throws AssertionError */
export function none(found: readonly unknown[], what: string): void {
  same(found, [], what);
}

/** @throws AssertionError */
export function holds(condition: boolean, what: string): asserts condition {
  assert.ok(condition, what);
}

/** Jest gives tests a realm of their own, whose arrays are strictly unequal to those of Node's. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
