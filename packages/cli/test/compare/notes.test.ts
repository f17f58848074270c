import { expect, it } from "vitest";
import { judge } from "../../src/compare/judge.ts";
import { notesOf } from "../../src/compare/notes.ts";
import { operation, randomFrom } from "./synthetic.ts";

const plan = { window: { start: 0, end: 40 }, partSeconds: 4 };
const plans = (parts: number) => {
  const scraped = Array.from({ length: parts }, (_, index) => index);
  return { before: { ...plan, scraped }, after: { ...plan, scraped } };
};

function slowed(...factors: readonly number[]) {
  const random = randomFrom(3);
  const noise = { parts: 10, calls: 40, memory: 0, wander: 0.05 };
  const pairs = factors.map((factor, index) => operation(random, `${index}`, noise, factor));
  return judge(pairs, 4, { minimumChange: 0.2, minimumSeconds: 0.005 });
}

it("says when everything became slower together, and not when one did", () => {
  expect(notesOf(slowed(3, 3, 3, 3, 3, 3), plans(10))).toEqual([
    expect.stringMatching(
      /^Half of all operations take ×\d.* as long or more: that is the machine/,
    ),
  ]);
  expect(notesOf(slowed(9, 1, 1, 1, 1, 1), plans(10))).toEqual([]);
});

it("says when there is little to judge by", () => {
  expect(notesOf([], plans(7))).toEqual([
    "The shorter window has 7 parts to judge by; longer windows show smaller changes.",
  ]);
});
