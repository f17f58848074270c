import { describe, expect, it } from "vitest";
import { discoveries } from "../../src/compare/statistics/discoveries.ts";
import { quantile } from "../../src/compare/statistics/quantile.ts";
import { rankTest } from "../../src/compare/statistics/rank-test.ts";
import { drift, median } from "../../src/compare/statistics/robust.ts";

const numbers = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index);

describe("the rank test", () => {
  // 2 / binomial(n + m, n): only one order of each side is as extreme.
  it.each([
    [3, 2 / 20],
    [5, 2 / 252],
    [10, 2 / 184_756],
    [12, 2 / 2_704_156],
  ])("counts the chances of two apart samples of %i", (size, expected) => {
    expect(rankTest(numbers(0, size), numbers(100, size))).toBeCloseTo(expected, 12);
    expect(rankTest(numbers(100, size), numbers(0, size))).toBeCloseTo(expected, 12);
  });

  // As R says: wilcox.test(c(1.1, 2.2, 3.3, 4.4), c(2.5, 3.5, 4.5, 5.5, 6.5))
  it("agrees with R", () => {
    expect(rankTest([1.1, 2.2, 3.3, 4.4], [2.5, 3.5, 4.5, 5.5, 6.5])).toBeCloseTo(0.1111, 4);
  });

  it("finds nothing in equal samples", () => {
    expect(rankTest([1, 1, 1, 1, 1], [1, 1, 1, 1, 1])).toBe(1);
    expect(
      rankTest(
        numbers(0, 40).map(() => 3),
        numbers(0, 40).map(() => 3),
      ),
    ).toBe(1);
    expect(rankTest([], [1, 2, 3])).toBe(1);
  });

  it("goes over to the normal distribution without a jump", () => {
    const exact = rankTest(numbers(0, 12), numbers(6, 12));
    const normal = rankTest(numbers(0, 13), numbers(6, 13));
    expect(normal).toBeGreaterThan(exact / 4);
    expect(normal).toBeLessThan(exact * 4);
    expect(rankTest(numbers(0, 20), numbers(100, 20))).toBeLessThan(1e-6);
  });
});

describe("the choice of discoveries", () => {
  it("is that of Benjamini and Hochberg's own example", () => {
    // Their table of 15 tests, 1995: at 0.05, the first four.
    const values = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
      0.6528, 0.759, 1,
    ];
    expect(discoveries(values, 0.05).filter(Boolean)).toHaveLength(4);
  });

  it("finds nothing in nothing", () => {
    expect(discoveries([], 0.05)).toEqual([]);
    expect(discoveries([0.2, 0.9], 0.05)).toEqual([false, false]);
  });
});

describe("quantiles of buckets", () => {
  const buckets = [
    [0.1, 10],
    [0.5, 30],
    [Infinity, 40],
  ] as const;

  it.each([
    [0.25, 0.1],
    [0.5, 0.3],
    [0.99, 0.5],
  ])("reads the %d quantile as Prometheus does", (q, expected) => {
    expect(quantile(q, buckets)).toBeCloseTo(expected, 12);
  });

  it("knows none of nothing", () => {
    expect(quantile(0.5, [])).toBeNaN();
    expect(quantile(0.5, [[Infinity, 0]])).toBeNaN();
  });
});

it("takes the middle, and the distance of the halves", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
  expect(drift([1, 1, 1, 5, 5, 5])).toBe(4);
});
