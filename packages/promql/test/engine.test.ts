import { describe, expect, it } from "vitest";
import { createEngine, seriesOf, sourceOf, type Source, type Value } from "../src/index.ts";

const minute = 60_000;
const at = 1_750_000_200_000;

describe("an engine", () => {
  const engine = createEngine();

  it("gives vectors, numbers, texts and range vectors", () => {
    const source = sourceOf([
      seriesOf({ __name__: "b" }, [[at, 2]]),
      seriesOf({ __name__: "a" }, [
        [at - 2 * minute, 1],
        [at, 3],
      ]),
    ]);
    const values = ["sort_desc({__name__=~'a|b'})", "1 + 1", "'text'", "a[2m1s]"].map((each) =>
      engine.instant(each, source, at),
    );
    expect(values).toEqual([
      {
        type: "vector",
        timeMilliseconds: at,
        samples: [
          { labels: { __name__: "a" }, value: 3 },
          { labels: { __name__: "b" }, value: 2 },
        ],
      },
      { type: "scalar", timeMilliseconds: at, value: 2 },
      { type: "string", timeMilliseconds: at, value: "text" },
      {
        type: "matrix",
        timeMilliseconds: at,
        series: [
          {
            labels: { __name__: "a" },
            timestamps: Float64Array.of(at - 2 * minute, at),
            values: Float64Array.of(1, 3),
          },
        ],
      },
    ]);
  });

  it("gives ranges in the order of their labels, and only points that are there", () => {
    const source = sourceOf([
      seriesOf({ __name__: "a", x: "2" }, [[at, 2]]),
      seriesOf({ __name__: "a", x: "10" }, [[at + 7 * minute, 10]]),
    ]);
    const range = { start: at - minute, end: at + 7 * minute, step: 4 * minute };
    expect(engine.range("a", source, range)).toEqual([
      {
        labels: { __name__: "a", x: "10" },
        timestamps: Float64Array.of(at + 7 * minute),
        values: Float64Array.of(10),
      },
      {
        labels: { __name__: "a", x: "2" },
        timestamps: Float64Array.of(at + 3 * minute),
        values: Float64Array.of(2),
      },
    ]);
  });

  it("keeps the order that sort and topk make, with NaN last", () => {
    const values = [3, Number.NaN, 1, Infinity, 2, -Infinity];
    const source = sourceOf(
      values.map((value, index) => seriesOf({ __name__: "a", x: `x${index + 8}` }, [[at, value]])),
    );
    const order = (expression: string): readonly number[] => {
      const value = engine.instant(expression, source, at);
      return value.type === "vector" ? value.samples.map((sample) => sample.value) : [];
    };
    expect(order("sort(a)")).toEqual([-Infinity, 1, 2, 3, Infinity, Number.NaN]);
    expect(order("sort_desc(a)")).toEqual([Infinity, 3, 2, 1, -Infinity, Number.NaN]);
    expect(order("topk(3, a)")).toEqual([Infinity, 3, 2]);
    expect(order("bottomk(2, a)")).toEqual([-Infinity, 1]);
    expect(order("topk(9, a)").at(-1)).toBeNaN();
    // x8, x9, x10: a number in a label counts by its size.
    expect(order('sort_by_label(a, "x")')).toEqual(values);
    expect(order('sort_by_label_desc(a, "x")')).toEqual(values.toReversed());
    expect(order("limitk(2, a)")).toHaveLength(2);
  });

  it("reads windows that overlap much as those that do not", () => {
    const samples = Array.from(
      { length: 400 },
      (_, index) =>
        [
          at + index * 1000,
          index % 50 === 7 ? Number.NaN : Math.sin(index) * 10 ** (index % 9),
        ] as const,
    );
    const source = sourceOf([
      seriesOf({ __name__: "a" }, samples),
      seriesOf(
        { __name__: "b" },
        samples.filter(([, value]) => value > 0),
      ),
      seriesOf(
        { __name__: "huge" },
        samples.map(([time]) => [time, 1e308] as const),
      ),
    ]);
    for (const name of ["sum", "avg", "min", "max"])
      for (const metric of ["a", "b", "huge"]) {
        const expression = `${name}_over_time(${metric}[45s])`;
        const range = { start: at, end: at + 500_000, step: 1000 };
        const [series] = engine.range(expression, source, range);
        const alone = Array.from(series?.timestamps ?? [], (time) =>
          valueOf(engine.instant(expression, source, time)),
        );
        expect(alone.length).toBeGreaterThan(400);
        const far = alone.filter((value, index) => !isClose(series?.values[index] ?? 0, value));
        expect(far).toEqual([]);
      }
  });

  it("sees a series end where its source says so, and come back", () => {
    const source = sourceOf([
      seriesOf(
        { __name__: "a" },
        [
          [at, 1],
          [at + 3 * minute, 2],
        ],
        [at + minute],
      ),
    ]);
    const count = (offset: number): number => lengthOf(engine.instant("a", source, at + offset));
    expect([0, minute - 1, minute, 2 * minute, 3 * minute].map(count)).toEqual([1, 1, 0, 0, 1]);
    expect(valueOf(engine.instant("count_over_time(a[5m])", source, at + 4 * minute))).toBe(2);
  });

  it("asks its source only for the time that it needs", () => {
    const asked: [number, number][] = [];
    const source: Source = {
      select: (_, start, end) => {
        asked.push([start - at, end - at]);
        return [];
      },
    };
    for (const expression of ["a", "rate(a[1m] offset 2m)", "sum_over_time(a[10m:1m])", "a @ 0"])
      engine.range(expression, source, { start: at, end: at + minute, step: minute });
    expect(asked).toEqual([
      [-5 * minute, minute],
      [-3 * minute, -minute],
      [-14 * minute, minute],
      [-at - 5 * minute, -at],
    ]);
  });

  it("takes names that are names of JavaScript for labels", () => {
    const source = sourceOf([seriesOf({ __name__: "a", constructor: "x" }, [[at, 1]])]);
    expect(lengthOf(engine.instant('a{constructor="x", toString=""}', source, at))).toBe(1);
    expect(engine.instant("sum by (constructor, __proto__) (a)", source, at)).toMatchObject({
      samples: [{ labels: { constructor: "x" }, value: 1 }],
    });
  });

  it("takes quoted names, in any alphabet", () => {
    const source = sourceOf([seriesOf({ __name__: "http.server", größe: "1" }, [[at, 1]])]);
    const expression = '{"http.server", "größe"=~".+"} and on ("größe") {"http.server"}';
    expect(lengthOf(engine.instant(expression, source, at))).toBe(1);
  });

  it("keeps apart label sets that look the same when written one after the other", () => {
    const source = sourceOf([
      seriesOf({ __name__: "a", x: "1", y: "12" }, [[at, 1]]),
      seriesOf({ __name__: "a", x: "11", y: "2" }, [[at, 1]]),
      seriesOf({ __name__: "a", x: "1:1", y: "2" }, [[at, 1]]),
    ]);
    expect(lengthOf(engine.instant("sum by (x, y) (a)", source, at))).toBe(3);
    expect(lengthOf(engine.instant("a * a", source, at))).toBe(3);
  });

  it("says what an expression reads", () => {
    const expression = 'sum(rate(a_total{job="x"}[5m])) / on (job) {__name__=~"b.*"}';
    const { type, selectors } = engine.parse(expression);
    expect(type).toBe("vector");
    expect(
      selectors.map(({ metric, rangeMilliseconds, position }) => ({
        metric,
        rangeMilliseconds,
        text: expression.slice(position.from, position.to),
      })),
    ).toEqual([
      { metric: "a_total", rangeMilliseconds: 5 * minute, text: 'a_total{job="x"}' },
      { metric: undefined, rangeMilliseconds: undefined, text: '{__name__=~"b.*"}' },
    ]);
    expect(engine.parse(expression)).toBe(engine.parse(expression));
  });

  it("binds offset, @ and ranges to what stands before them", () => {
    const source = sourceOf([
      seriesOf({ __name__: "a" }, [
        [at - 2 * minute, 1],
        [at, 10],
      ]),
    ]);
    const value = (expression: string): number => valueOf(engine.instant(expression, source, at));
    expect(value("a + a offset 1m * 2")).toBe(12);
    expect(value("a - a offset 1m - 1")).toBe(8);
    expect(value("2 ^ a offset 1m ^ 3")).toBe(2);
    expect(value("-a offset 1m ^ 2")).toBe(-1);
    expect(value("-1 ^ 2")).toBe(-1);
    expect(value("2 ^ -1")).toBe(0.5);
    expect(value("a == bool a offset 1m + 9")).toBe(1);
  });
});

function lengthOf(value: Value): number {
  return value.type === "vector" ? value.samples.length : -1;
}

function valueOf(value: Value): number {
  if (value.type === "scalar") return value.value;
  const [sample] = value.type === "vector" ? value.samples : [];
  return sample?.value ?? Number.NaN;
}

function isClose(actual: number, expected: number): boolean {
  if (!Number.isFinite(expected)) return Object.is(actual, expected);
  return Math.abs(actual - expected) <= 1e-12 * Math.abs(expected) + 1e-9;
}
