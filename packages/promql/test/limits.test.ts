import { describe, expect, it } from "vitest";
import { createEngine, PromqlError, seriesOf, sourceOf } from "../src/index.ts";

const minute = 60_000;
const at = 1_750_000_200_000;

describe("limits", () => {
  const source = sourceOf(
    Array.from({ length: 100 }, (_, index) =>
      seriesOf({ __name__: "a", index: String(index) }, [[at, 1]]),
    ),
  );

  it("refuses too many steps, too many samples and too long a time", () => {
    const range = { start: at, end: at + 100 * minute, step: minute };
    const attempts = [
      () => createEngine({ limits: { steps: 100 } }).range("a", source, range),
      () => createEngine({ limits: { samples: 5000 } }).range("a", source, range),
      () => createEngine({ limits: { milliseconds: 1e-9 } }).range("a", source, range),
    ];
    for (const attempt of attempts)
      expect(attempt).toThrow(expect.objectContaining({ code: "PROMENADE_PROMQL_LIMIT" }));
    expect(() => createEngine().range("a", source, range)).not.toThrow();
  });

  it("refuses a range that goes nowhere, and a matrix to draw", () => {
    const engine = createEngine();
    const range = { start: at, end: at + minute, step: 0 };
    expect(() => engine.range("a", source, range)).toThrow("PROMENADE_OPTION_INVALID");
    expect(() => engine.range("a[5m]", source, { ...range, step: minute })).toThrow(PromqlError);
  });

  it("refuses options that make no sense", () => {
    expect(() => createEngine({ lookbackMilliseconds: 0 })).toThrow("PROMENADE_OPTION_INVALID");
    expect(() => createEngine({ semantics: "4" as "3" })).toThrow("PROMENADE_OPTION_INVALID");
  });
});
