import { display, type Shown } from "../data/display.ts";
import type { FieldConfig } from "../data/field-config.ts";
import { numbersOf, type Cell, type ShownField } from "../data/frame.ts";
import { reduce } from "../data/reduce.ts";
import { at, texts } from "../json.ts";
import type { PanelData, PanelHost } from "./context.ts";

/** One number of a stat, a gauge or a bar gauge, with the series that it stands for. */
export interface PanelValue {
  readonly title: string;
  readonly value: Cell;
  readonly shown: Shown;
  readonly config: FieldConfig;
  readonly series: readonly (number | null)[];
}

/** A number for each series, or for each line of a table where the dashboard asks for that. */
export function valuesOf({ panel, fill }: PanelHost, data: PanelData): readonly PanelValue[] {
  const options = at(panel.options, "reduceOptions");
  const calc = texts(at(options, "calcs"))[0] ?? "lastNotNull";
  const showsAll = at(options, "values") === true;
  const fields = data.frames.flatMap((frame) => {
    const wanted = at(options, "fields");
    const numeric = frame.fields.filter(({ kind }) => kind === "number");
    return typeof wanted === "string" && wanted.startsWith("/")
      ? frame.fields.filter(
          (field) => field.kind !== "time" && new RegExp(wanted.slice(1, -1)).test(field.title),
        )
      : numeric;
  });
  const items = fields.flatMap((field) =>
    showsAll
      ? field.values.map((value) => ({ field, value, series: [] }))
      : [{ field, value: valueOf(field, calc), series: numbersOf(field) }],
  );
  const amounts = items.flatMap(({ value }) => (typeof value === "number" ? [value] : []));
  const bounds = { min: Math.min(0, ...amounts), max: Math.max(...amounts, 0) };
  return items.map(({ field, value, series }, index) => ({
    title: fill(field.config.displayName) || field.title,
    value,
    config: field.config,
    series,
    shown: display(value, field.config, { index, ...bounds, now: data.now }),
  }));
}

function valueOf(field: ShownField, calc: string): Cell {
  if (field.kind === "string") return field.values.at(-1) ?? null;
  const all = field.values.map((value) => (typeof value === "number" ? value : null));
  const reduced = reduce(all, calc);
  // A quantile of nothing is NaN, and Grafana says so.
  return reduced ?? (all.some((value) => value !== null) ? Number.NaN : null);
}
