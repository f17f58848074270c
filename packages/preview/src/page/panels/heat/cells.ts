import { numbersOf } from "../../data/frame.ts";
import { upperBound } from "../../data/native-histograms.ts";
import { toNumber } from "../../data/numbers.ts";
import { at, number, text } from "../../json.ts";
import type { PanelModel } from "../../model/types.ts";
import type { PanelData } from "../context.ts";

/** A heat map as a grid: a row for each bucket, a column for each step. */
export interface Heat {
  /** Unix seconds. */
  readonly times: readonly number[];
  /** Upper bounds of the rows, from below; texts where the rows are no numbers. */
  readonly bounds: readonly number[];
  readonly names: readonly string[];
  /** By row. */
  readonly cells: readonly (readonly (number | null)[])[];
  readonly most: number;
  readonly least: number;
}

/** The cells of the panel's series: buckets that hold all smaller ones are taken apart. */
export function cellsOf(data: PanelData, panel: PanelModel): Heat {
  const rows = data.frames.flatMap(({ fields, refId }) => {
    const time = fields.find(({ kind }) => kind === "time");
    return fields
      .filter(({ kind }) => kind === "number")
      .map((field) => ({
        name: field.title,
        bound: toNumber(field.labels["le"] ?? field.labels[upperBound] ?? field.title),
        values: numbersOf(field),
        times: (time?.values ?? []) as readonly number[],
        isBucket:
          panel.targets.find((target) => target.refId === refId)?.format === "heatmap" &&
          field.labels["le"] !== undefined,
      }));
  });
  const areNumbers = rows.every(({ bound }) => !Number.isNaN(bound));
  const sorted = areNumbers ? rows.toSorted((a, b) => a.bound - b.bound) : rows;
  const floor = number(at(panel.options, "filterValues", "le")) ?? Number.NEGATIVE_INFINITY;
  const cells = sorted.map(({ values, isBucket }, index) => {
    const below = isBucket ? sorted[index - 1]?.values : undefined;
    return values.map((value, column) => {
      if (value === null) return null;
      const amount = Math.max(0, value - (below?.[column] ?? 0));
      return amount <= floor ? null : isBucket ? amount : value;
    });
  });
  const all = cells.flat().filter((value): value is number => value !== null);
  return {
    times: (sorted[0]?.times ?? []).map((time) => time / 1000),
    bounds: sorted.map(({ bound }) => bound),
    names: sorted.map(({ name }) => name),
    cells,
    most: all.reduce((high, value) => Math.max(high, value), 0),
    least: all.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY),
  };
}

/** Without the empty rows at both ends: a histogram has many buckets that nothing ever falls into. */
export function trimmed(heat: Heat): Heat {
  const isUsed = (row: readonly (number | null)[]): boolean =>
    row.some((value) => value !== null && value > 0);
  const first = heat.cells.findIndex(isUsed);
  if (first === -1) return heat;
  const last = heat.cells.findLastIndex(isUsed);
  const [from, to] = [Math.max(0, first - 1), Math.min(heat.cells.length, last + 2)];
  return {
    ...heat,
    bounds: heat.bounds.slice(from, to),
    names: heat.names.slice(from, to),
    cells: heat.cells.slice(from, to),
  };
}

/** Where a value lies on the axis of rows: within a row, by its share of the bucket. */
export function rowOf(value: number, bounds: readonly number[]): number {
  const index = bounds.findIndex((bound) => value <= bound);
  if (index === -1) return bounds.length;
  const high = bounds[index] ?? 0;
  const low = bounds[index - 1] ?? 0;
  return Number.isFinite(high) && high > low ? index + (value - low) / (high - low) : index + 0.5;
}

export function unitOf(panel: PanelModel): string {
  return (
    text(at(panel.options, "yAxis", "unit")) ||
    text(at(panel.options, "yAxis", "format")) ||
    text(panel.defaults["unit"], "short")
  );
}
