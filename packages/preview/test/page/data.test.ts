import { describe, expect, it } from "vitest";
import { display } from "../../src/page/data/display.ts";
import { configOf } from "../../src/page/data/field-config.ts";
import type { Field } from "../../src/page/data/frame.ts";
import { framesOf, seriesName, type TargetAnswer } from "../../src/page/data/frames-of.ts";
import { reduce } from "../../src/page/data/reduce.ts";
import { transform } from "../../src/page/data/transform.ts";
import { metricsIn } from "../../src/page/data/why.ts";
import { readPanel } from "../../src/page/model/read-panel.ts";

function answer(
  refId: string,
  rows: readonly (readonly [Record<string, string>, string])[],
): TargetAnswer {
  const [target] = readPanel({
    type: "table",
    targets: [{ refId, expr: "x", format: "table", instant: true }],
  }).targets;
  if (target === undefined) throw new Error("no target");
  return {
    target,
    legend: "",
    times: [],
    series: rows.map(([metric, value]) => ({ metric, value: [100, value] as const })),
  };
}

describe("a table", () => {
  it("is merged by labels and put in order, as our dashboards ask", () => {
    const frames = framesOf([
      answer("A", [
        [{ route: "/a" }, "1"],
        [{ route: "/b" }, "2"],
      ]),
      answer("B", [[{ route: "/b" }, "20"]]),
    ]);
    const panel = readPanel({
      type: "table",
      transformations: [
        { id: "merge", options: {} },
        {
          id: "organize",
          options: {
            excludeByName: { Time: true },
            indexByName: { "Value #B": 0, route: 1, "Value #A": 2 },
            renameByName: { "Value #A": "Load", "Value #B": "Errors", route: "Route" },
          },
        },
      ],
    });
    const [merged] = transform(frames, panel).frames;
    expect(merged?.fields.map(({ name, values }) => [name, values])).toEqual([
      ["Errors", [null, 20]],
      ["Route", ["/a", "/b"]],
      ["Load", [1, 2]],
    ]);
  });

  it("names a transformation that is not known", () => {
    expect(transform([], readPanel({ transformations: [{ id: "regression" }] })).unknown).toEqual([
      "regression",
    ]);
  });

  it("can be joined, reduced, sorted and cut", () => {
    const frames = framesOf([
      answer("A", [
        [{ x: "1" }, "5"],
        [{ x: "2" }, "9"],
      ]),
    ]);
    const apply = (id: string, options: object) =>
      transform(frames, readPanel({ transformations: [{ id, options }] })).frames[0];
    expect(
      apply("sortBy", { sort: [{ field: "Value", desc: true }] })?.fields.at(-1)?.values,
    ).toEqual([9, 5]);
    expect(apply("limit", { limitField: 1 })?.fields.at(-1)?.values).toEqual([5]);
    expect(
      apply("filterFieldsByName", { include: { names: ["x"] } })?.fields.map(({ name }) => name),
    ).toEqual(["x"]);
    expect(
      apply("reduce", { reducers: ["max", "lastNotNull"] })?.fields.map(({ name, values }) => [
        name,
        values[0],
      ]),
    ).toEqual([
      ["Field", "Value"],
      ["Max", 9],
      ["Last", 9],
    ]);
  });
});

describe("native histograms", () => {
  const point = (time: number, buckets: readonly (readonly [number, string, string, string])[]) =>
    [time, { count: "3", sum: "4", buckets }] as const;
  const native: TargetAnswer = {
    ...answer("A", []),
    times: [100_000, 115_000, 130_000],
    series: [
      {
        metric: { job: "a" },
        histograms: [
          point(100, [
            [3, "-0.1", "0.1", "2"],
            [0, "0.5", "1", "1"],
          ]),
          point(130, [[0, "1", "2", "3"]]),
        ],
      },
      { metric: { job: "b" }, histograms: [point(100, [[0, "0.5", "1", "5"]])] },
    ],
  };

  it("have a row for each bucket in a heat map, with room between those that do not touch", () => {
    const frames = framesOf([native], "heatmap");
    expect(
      frames.map(({ fields: [, field] }) => [Number(field?.name), field?.values] as const),
    ).toEqual([
      [-0.1, [0, null, 0]],
      [0.1, [2, null, 0]],
      [0.5, [0, null, 0]],
      [1, [6, null, 0]],
      [2, [0, null, 3]],
    ]);
  });

  it("are no numbers: other panels show those beside them", () => {
    const series = [...native.series, { metric: { job: "c" }, value: [100, "7"] as const }];
    const { target } = native;
    const frames = framesOf([
      { ...native, target: { ...target, format: "time_series" }, times: [], series },
    ]);
    expect(frames.map(({ fields }) => fields[1]?.values)).toEqual([[7]]);
  });
});

describe("a series", () => {
  it.each([
    ["{{route}} {{ missing }}", "/a "],
    ["", 'm{route="/a"}'],
    ["__auto", 'm{route="/a"}'],
    ["fixed", "fixed"],
  ])("with the legend %j is called %j", (legend, expected) => {
    expect(seriesName({ __name__: "m", route: "/a" }, legend, "m")).toBe(expected);
  });

  it("is reduced to one number", () => {
    const values = [1, null, 5, 3, null];
    const calcs = [
      "lastNotNull",
      "last",
      "first",
      "min",
      "max",
      "mean",
      "sum",
      "count",
      "range",
      "delta",
      "median",
    ];
    expect(calcs.map((calc) => reduce(values, calc))).toEqual([3, null, 1, 1, 5, 3, 9, 3, 4, 2, 3]);
    expect(reduce([null], "max")).toBeNull();
  });
});

describe("a field", () => {
  const field: Field = { name: "Value", kind: "number", values: [1], labels: {}, refId: "A" };
  const panel = readPanel({
    type: "stat",
    fieldConfig: {
      defaults: {
        unit: "s",
        color: { mode: "thresholds" },
        thresholds: {
          mode: "absolute",
          steps: [
            { color: "green", value: null },
            { color: "red", value: 2 },
          ],
        },
        mappings: [
          { type: "value", options: { "7": { text: "seven", color: "blue" } } },
          { type: "range", options: { from: 100, to: 200, result: { text: "many" } } },
          { type: "special", options: { match: "null", result: { text: "nothing" } } },
        ],
      },
      overrides: [
        {
          matcher: { id: "byName", options: "Errors" },
          properties: [
            { id: "unit", value: "short" },
            { id: "custom.lineWidth", value: 3 },
          ],
        },
        {
          matcher: { id: "byRegexp", options: "/^err/i" },
          properties: [{ id: "decimals", value: 0 }],
        },
        { matcher: { id: "byFrameRefID", options: "B" }, properties: [{ id: "min", value: 1 }] },
      ],
    },
  });

  it("follows the overrides that name it", () => {
    expect(configOf(panel, field, "Value")).toMatchObject({
      unit: "s",
      decimals: undefined,
      custom: {},
    });
    expect(configOf(panel, field, "Errors")).toMatchObject({
      unit: "short",
      decimals: 0,
      custom: { lineWidth: 3 },
      min: undefined,
    });
    expect(configOf(panel, { ...field, refId: "B" }, "x").min).toBe(1);
  });

  it("has the text and colour of its mappings and thresholds", () => {
    const config = configOf(panel, field, "Value");
    expect(display(1, config)).toEqual({ text: "1 s", color: "#73bf69" });
    expect(display(2, config)).toEqual({ text: "2 s", color: "#f2495c" });
    expect(display(7, config)).toEqual({ text: "seven", color: "#5794f2" });
    expect(display(150, config).text).toBe("many");
    expect(display(null, config).text).toBe("nothing");
  });
});

describe("an expression", () => {
  it.each([
    ['sum by (route) (rate(a_total{x="b"}[5m])) / on (job) c', ["a_total", "c"]],
    ["histogram_quantile(0.9, sum by (le) (rate(h_bucket[1m] offset 5m)))", ["h_bucket"]],
    ["topk(5, a) or vector(0)", ["a"]],
  ])("%s reads %j", (expr, expected) => {
    expect(metricsIn(expr)).toEqual(expected);
  });
});
