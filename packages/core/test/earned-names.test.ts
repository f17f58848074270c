import { expect, it } from "vitest";
import { EarnedNames } from "../src/index.ts";

it("gives the first names series of their own at once, and the next when they come again", () => {
  const names = new EarnedNames({ most: 100, step: 2 });
  expect(["a", "b", "c", "c", "d", "d"].map((name) => names.see(name))).toEqual([
    true,
    true,
    false,
    true,
    false,
    true,
  ]);
  // Two more, one more sighting.
  expect(["e", "e", "e"].map((name) => names.see(name))).toEqual([false, false, true]);
  expect(names.earned).toBe(5);
});

it("does not count names that are known, nor questions", () => {
  const names = new EarnedNames({ known: ["a"], most: 1 });
  names.know("b");
  for (let at = 0; at < 10; at += 1) expect(names.has("c")).toBe(false);
  expect(["a", "b", "c", "d"].map((name) => names.see(name))).toEqual([true, true, true, false]);
  expect(names.earned).toBe(1);
});

it("stays small in a flood, and goes on to know what it knew", () => {
  const names = new EarnedNames({ most: 100 });
  for (let at = 0; at < 100_000; at += 1) names.see(`name-${at}`);
  expect(names.earned).toBe(8);
  expect(names.see("name-0")).toBe(true);
  expect(names.see("x".repeat(101))).toBe(false);
});
