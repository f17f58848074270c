import { describe, expect, it } from "vitest";
import { configOf } from "../../src/page/data/field-config.ts";
import type { ShownFrame } from "../../src/page/data/frame.ts";
import { framesOf } from "../../src/page/data/frames-of.ts";
import { readPanel } from "../../src/page/model/read-panel.ts";
import type { PanelData } from "../../src/page/panels/context.ts";
import { linesOf } from "../../src/page/panels/graph/lines.ts";
import { cellsOf, rowOf, trimmed } from "../../src/page/panels/heat/cells.ts";

const times = [0, 1000, 2000, 3000];

function data(
  panel: object,
  series: Readonly<Record<string, readonly (number | null)[]>>,
): PanelData {
  const model = readPanel(panel as never);
  const frames = Object.entries(series).map(([name, values]): ShownFrame => {
    const field = { name, kind: "number", values, labels: { le: name }, refId: "A" } as const;
    const time = { name: "Time", kind: "time", values: times, labels: {}, refId: "A" } as const;
    return {
      refId: "A",
      fields: [
        { ...time, title: "Time", config: configOf(model, time, "Time") },
        { ...field, title: name, config: configOf(model, field, name) },
      ],
    };
  });
  return {
    frames,
    range: { from: 0, to: 3000 },
    step: 1000,
    marks: [],
    exemplars: [],
    why: undefined,
    now: 0,
  };
}

function stacked(mode: string): object {
  return {
    fieldConfig: { defaults: { custom: { stacking: { mode, group: "A" } } }, overrides: [] },
  };
}

describe("the lines of a graph", () => {
  it("lie on each other, over gaps of the ones below", () => {
    const graph = linesOf(
      data(stacked("normal"), { a: [1, 1, null, null], b: [null, 2, 2, null] }),
      new Set(),
    );
    expect(graph.lines.map(({ drawn }) => drawn)).toEqual([
      [1, 1, 0, null],
      [1, 3, 2, null],
    ]);
    expect(graph.bands).toEqual([[1, 0]]);
    expect(graph.lines.map(({ values }) => values[1])).toEqual([1, 2]);
  });

  it("are shares of all where the dashboard says percent", () => {
    const graph = linesOf(
      data(stacked("percent"), { a: [1, 0, 1, 1], b: [3, 0, 0, 1] }),
      new Set(),
    );
    expect(graph.lines.map(({ drawn }) => drawn)).toEqual([
      [0.25, 0, 1, 0.5],
      [1, 0, 1, 1],
    ]);
  });

  it("leave out of the stack what the reader hid", () => {
    const graph = linesOf(
      data(stacked("normal"), { a: [1, 1, 1, 1], b: [2, 2, 2, 2] }),
      new Set(["a"]),
    );
    expect(graph.lines[1]?.drawn).toEqual([2, 2, 2, 2]);
    expect(graph.bands).toEqual([]);
  });

  it.each([
    [false, [1, null, null, 2]],
    [true, [1, undefined, undefined, 2]],
    [3000, [1, undefined, undefined, 2]],
    [2000, [1, null, null, 2]],
  ])("are drawn through gaps as `spanNulls: %s` says", (spanNulls, expected) => {
    const panel = { fieldConfig: { defaults: { custom: { spanNulls } }, overrides: [] } };
    expect(linesOf(data(panel, { a: [1, null, null, 2] }), new Set()).lines[0]?.drawn).toEqual(
      expected,
    );
  });
});

describe("the cells of a heat map", () => {
  const panel = {
    type: "heatmap",
    targets: [{ refId: "A", expr: "x", format: "heatmap" }],
    options: { filterValues: { le: 1e-9 } },
  };

  it("are what fell into each bucket alone, from the smallest bucket up", () => {
    const heat = cellsOf(
      data(panel, { "+Inf": [5, 5, 5, 5], "0.1": [1, 0, null, 2], "1.0": [4, 0, null, 2] }),
      readPanel(panel),
    );
    expect(heat.names).toEqual(["0.1", "1.0", "+Inf"]);
    expect(heat.cells).toEqual([
      [1, null, null, 2],
      [3, null, null, null],
      [1, 5, 5, 3],
    ]);
    expect(heat.most).toBe(5);
  });

  it("keep one empty bucket at each end", () => {
    const empty = [0, 0, 0, 0];
    const heat = trimmed(
      cellsOf(
        data(panel, {
          "1": empty,
          "2": empty,
          "3": empty,
          "4": [1, 1, 1, 1],
          "5": [1, 1, 1, 1],
          "6": [1, 1, 1, 1],
        }),
        readPanel(panel),
      ),
    );
    expect(heat.names).toEqual(["3", "4", "5"]);
  });

  it("are those of native histograms, by the end of each bucket", () => {
    const [target] = readPanel(panel).targets;
    if (target === undefined) throw new Error("The panel has no target.");
    const found = {
      count: "5",
      sum: "9",
      buckets: [
        [0, "1", "2", "2"],
        [0, "4", "8", "3"],
      ],
    } as const;
    const series = [{ metric: {}, histograms: [[1, found]] as const }];
    const frames = framesOf([{ target, series, legend: "", times: [1000, 2000] }], "heatmap");
    const shown = frames.map(({ refId, fields }) => ({
      refId,
      fields: fields.map((field) => ({
        ...field,
        title: field.name,
        config: configOf(readPanel(panel), field, field.name),
      })),
    }));
    const heat = cellsOf({ ...data(panel, {}), frames: shown }, readPanel(panel));
    expect(heat.bounds).toEqual([1, 2, 4, 8]);
    expect(heat.cells).toEqual([
      [null, null],
      [2, null],
      [null, null],
      [3, null],
    ]);
  });

  it("hold a value where it lies in its bucket", () => {
    expect(
      [0.05, 0.1, 0.55, 2].map((value) => rowOf(value, [0.1, 1, Number.POSITIVE_INFINITY])),
    ).toEqual([0.5, 1, 1.5, 2.5]);
  });
});
