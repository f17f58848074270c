import { describe, expect, it } from "vitest";
import { differenceOf } from "../../src/engine/difference.ts";
import type { Series } from "../../src/services/index.ts";

const series = (name: string, ...values: readonly number[]): Series => ({
  labels: { job: "shop", name },
  values: values.map((value, at) => [at, value]),
});

describe("the answers of Prometheus and the engine", () => {
  it("are the same in any order, with any order of labels, to 1e-9", () => {
    const turned: Series = { labels: { name: "a", job: "shop" }, values: [[0, 1 / 3 + 1e-11]] };
    expect(
      differenceOf(
        [series("a", 1 / 3), series("b", Number.NaN)],
        [series("b", Number.NaN), turned],
      ),
    ).toBeUndefined();
  });

  it.each([
    [[series("a", 1)], [], "only Prometheus has"],
    [[], [series("a", 1)], "only the engine has"],
    [[series("a", 1)], [series("b", 1)], "only the engine has"],
    [[series("a", 1, 2)], [series("a", 1)], "has 2 points in Prometheus and 1 in the engine"],
    [
      [series("a", 1)],
      [series("a", 1.000001)],
      "is 1 at 0 in Prometheus and 1.000001 in the engine",
    ],
    [[series("a", Number.NaN)], [series("a", 0)], "is NaN at 0 in Prometheus and 0 in the engine"],
    [
      [series("a", 1)],
      [{ ...series("a", 1), values: [[0.25, 1]] as const }],
      "has a point at 0 in Prometheus and at 0.25 in the engine",
    ],
  ])("differ: %#", (theirs, own, expected) => {
    expect(differenceOf(theirs, own)).toContain(expected);
  });
});
