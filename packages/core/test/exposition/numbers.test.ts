import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalNumber, longestNumber, writeNumber } from "../../src/exposition/numbers.ts";

function written(value: number): string {
  const memory = new Uint8Array(longestNumber);
  const end = writeNumber(memory, 0, value);
  expect(end).toBeLessThanOrEqual(longestNumber);
  return Buffer.from(memory.subarray(0, end)).toString();
}

describe("writeNumber", () => {
  it("writes what JavaScript writes", () => {
    const decimals = fc
      .tuple(fc.integer(), fc.integer({ min: 0, max: 9 }))
      .map(([value, digits]) => value / 10 ** digits);
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), decimals),
        (value) => {
          expect(written(value)).toBe(String(value));
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it.each([
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "+Inf"],
    [Number.NEGATIVE_INFINITY, "-Inf"],
    [-0, "0"],
    [2_147_483_647, "2147483647"],
    [2_147_483_648, "2147483648"],
    [999_999_999.999999, "999999999.999999"],
    [0.000001, "0.000001"],
    [1e-7, "1e-7"],
    [-Number.MAX_VALUE, "-1.7976931348623157e+308"],
    [-2.2250738585072014e-308, "-2.2250738585072014e-308"],
  ])("%d → %s", (value, text) => {
    expect(written(value)).toBe(text);
  });
});

describe("canonicalNumber", () => {
  // The list of OpenMetrics 1.0, and what Go's %g makes of others.
  it.each([
    [1, "1.0"],
    [0.005, "0.005"],
    [0.25, "0.25"],
    [0, "0.0"],
    [-5, "-5.0"],
    [1e-10, "1e-10"],
    [1e-9, "1e-09"],
    [0.00001, "1e-05"],
    [0.0001, "0.0001"],
    [100_000, "100000.0"],
    [1_000_000, "1e+06"],
    [16_777_216, "1.6777216e+07"],
    [123456.5, "123456.5"],
    [1e100, "1e+100"],
    [Number.POSITIVE_INFINITY, "+Inf"],
  ])("%d → %s", (value, text) => {
    expect(canonicalNumber(value)).toBe(text);
  });
});
