import { describe, expect, it, vi } from "vitest";
import { judge } from "../../src/compare/judge.ts";
import type { OperationReport } from "../../src/compare/types.ts";
import { operation, randomFrom, type Noise } from "./synthetic.ts";

// Thousands of made-up histograms, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 });

const limits = { minimumChange: 0.2, minimumSeconds: 0.005 };
const even: Noise = { parts: 10, calls: 40, memory: 0, wander: 0.05 };
const noisy: Noise = { ...even, wander: 0.3 };
const wandering: Noise = { ...even, wander: 0.2, memory: 0.7 };
const runs = 50;
const operations = 60;

function compared(
  seed: number,
  noise: Noise,
  { factor = 1, changed = 0, from = limits } = {},
): readonly OperationReport[] {
  const random = randomFrom(seed);
  const pairs = Array.from({ length: operations }, (_, index) =>
    operation(random, `${index}`, noise, index < changed ? factor : 1),
  );
  return judge(pairs, 4, from);
}

const isFinding = ({ verdict }: OperationReport): boolean =>
  verdict !== "unchanged" && verdict !== "unknown";

describe("two windows of the same", () => {
  // 60 operations with five indicators each: without a correction, at 5 % each, 15 in every comparison.
  it.each([
    ["even", even, limits, 0.05],
    ["noisy", noisy, limits, 0.05],
    ["noisy, with more parts", { ...noisy, parts: 20 }, limits, 0.05],
    ["even, by the statistics alone", even, { minimumChange: 0, minimumSeconds: 0 }, 0.05],
  ])("are called unchanged: %s", (_, noise, from, allowed) => {
    const wrong = Array.from({ length: runs }, (__, seed) =>
      compared(seed + 1, noise, { from }).some(isFinding),
    );
    expect(wrong.filter(Boolean).length / runs).toBeLessThanOrEqual(allowed);
  });

  // Ten parts cannot tell a slow wave from a step; what remains is the share of operations that is named wrongly.
  it("are mostly called unchanged when each operation wanders for itself", () => {
    const wrong = Array.from({ length: runs }, (_, seed) =>
      compared(seed + 1, wandering).filter(isFinding),
    );
    expect(wrong.flat().length / (runs * operations)).toBeLessThanOrEqual(0.025);
  });
});

describe("operations that became slow", () => {
  it.each([
    ["twice, even", even, 2, 0.9],
    ["four times, noisy", noisy, 4, 0.95],
    ["four times, wandering", wandering, 4, 0.9],
  ])("are found: %s", (_, noise, factor, least) => {
    const changed = 6;
    const found = Array.from({ length: 30 }, (__, seed) =>
      compared(seed + 1000, noise, { factor, changed }).filter(
        ({ verdict }) => verdict === "worse",
      ),
    ).flat();
    const right = found.filter(({ labels }) => Number(labels["operation"]) < changed);
    expect(right.length / (30 * changed)).toBeGreaterThanOrEqual(least);
  });

  it("come first, the slowest of them before the others", () => {
    const random = randomFrom(7);
    const factors = [1, 3, 1, 20, 1, 6];
    const pairs = factors.map((factor, index) => operation(random, `${index}`, even, factor));
    const found = judge(pairs, 4, limits).filter(({ verdict }) => verdict === "worse");
    expect(found.map(({ labels }) => labels["operation"])).toEqual(["3", "5", "1"]);
  });
});

describe("single operations", () => {
  const random = randomFrom(11);
  const many = { ...even, calls: 100 };
  const verdictOf = (pair: Parameters<typeof judge>[0][number]): string =>
    judge([pair], 4, limits)[0]?.verdict ?? "";
  const nothing = even.parts;

  it("are worse when more of them fail, and better when fewer do", () => {
    expect(verdictOf(operation(random, "a", many, 1, [0.01, 0.2]))).toBe("worse");
    expect(verdictOf(operation(random, "a", many, 1, [0.2, 0.01]))).toBe("better");
    // Of three hundred calls in a part, none or one fails, then seven.
    const rare = operation(random, "a", { ...even, calls: 300, parts: 20 }, 1, [0.001, 0.025]);
    expect(verdictOf(rare)).toBe("worse");
  });

  it("are not judged by a handful of calls", () => {
    expect(verdictOf(operation(random, "a", { ...even, calls: 0.3 }, 10))).toBe("unknown");
  });

  it("are new, or gone, when only one window has them", () => {
    const pair = operation(random, "a", even);
    const absent = Array.from({ length: nothing }, () => undefined);
    expect(verdictOf({ ...pair, before: absent })).toBe("new");
    expect(verdictOf({ ...pair, after: absent })).toBe("gone");
  });
});
