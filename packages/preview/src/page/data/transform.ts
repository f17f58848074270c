import { list, number, record, text, texts, type Json } from "../json.ts";
import type { PanelModel } from "../model/types.ts";
import { matches } from "./field-config.ts";
import type { Cell, Field, Frame } from "./frame.ts";
import { joinByField } from "./join.ts";
import { mergeFrames } from "./merge.ts";
import { calcTitle, reduce } from "./reduce.ts";

type Transformation = (frames: readonly Frame[], options: Json) => readonly Frame[];

/** Grafana's transformations, by their ids. */
const transformations: Readonly<Record<string, Transformation>> = {
  merge: mergeFrames,
  joinByField,
  seriesToColumns: joinByField,
  organize: (frames, options) => frames.map((frame) => organize(frame, options)),
  filterFieldsByName: (frames, { include, exclude }) =>
    frames.map((frame) => ({
      ...frame,
      fields: frame.fields.filter(
        ({ name }) =>
          (include === undefined || isNamed(include, name)) &&
          !(exclude !== undefined && isNamed(exclude, name)),
      ),
    })),
  filterByRefId: (frames, { include }) =>
    frames.filter(({ refId }) => matches(`^(?:${text(include, ".*")})$`, refId)),
  sortBy: (frames, options) =>
    frames.map((frame) => sortBy(frame, record(list(options["sort"])[0]))),
  limit: (frames, { limitField }) =>
    frames.map((frame) => pick(frame, (_, index) => index < (number(limitField) ?? 10))),
  renameByRegex: (frames, options) =>
    frames.map((frame) => rename(frame, (name) => renamed(name, options))),
  reduce: reduceFrames,
  labelsToFields: (frames) => mergeFrames(frames.map(withLabels), {}),
  seriesToRows: (frames) => mergeFrames(frames.map(withLabels), {}),
};

/** Applies the panel's transformations; those that are not known are named. */
export function transform(
  frames: readonly Frame[],
  panel: PanelModel,
): { readonly frames: readonly Frame[]; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  let result = frames;
  for (const { id, options } of panel.transformations) {
    const apply = transformations[id];
    if (apply === undefined) unknown.push(id);
    else result = apply(result, options);
  }
  return { frames: result, unknown };
}

function isNamed(condition: unknown, name: string): boolean {
  const { names, pattern } = record(condition);
  return texts(names).includes(name) || (text(pattern) !== "" && matches(text(pattern), name));
}

function rename(frame: Frame, change: (name: string) => string): Frame {
  return {
    ...frame,
    fields: frame.fields.map((field) => ({ ...field, name: change(field.name) })),
  };
}

function renamed(name: string, options: Json): string {
  try {
    return name.replace(new RegExp(text(options["regex"])), text(options["renamePattern"]));
  } catch {
    return name;
  }
}

function organize(frame: Frame, options: Json): Frame {
  const excluded = record(options["excludeByName"]);
  const included = record(options["includeByName"]);
  const order = record(options["indexByName"]);
  const names = record(options["renameByName"]);
  const hasIncluded = Object.values(included).includes(true);
  const fields = frame.fields
    .filter(({ name }) => excluded[name] !== true && (!hasIncluded || included[name] === true))
    .map((field, index) => ({ field, place: number(order[field.name]) ?? 1000 + index }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ field }) => ({ ...field, name: text(names[field.name]) || field.name }));
  return { ...frame, fields };
}

function sortBy(frame: Frame, { field: name, desc }: Json): Frame {
  const field = frame.fields.find((each) => each.name === name);
  if (field === undefined) return frame;
  const order = sortedIndices(field.values, desc === true);
  return {
    ...frame,
    fields: frame.fields.map((each) => ({
      ...each,
      values: order.map((index) => each.values[index] ?? null),
    })),
  };
}

/** Where the values stand when they are sorted; what is missing comes last. */
export function sortedIndices(values: readonly Cell[], isDescending: boolean): readonly number[] {
  const sign = isDescending ? -1 : 1;
  const isMissing = (value: Cell | undefined): boolean =>
    value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
  return [...values.keys()].toSorted((a, b) => {
    const [one, other] = [values[a], values[b]];
    if (isMissing(one) || isMissing(other))
      return Number(isMissing(one)) - Number(isMissing(other));
    return typeof one === "number" && typeof other === "number"
      ? (one - other) * sign
      : String(one).localeCompare(String(other), "en", { numeric: true }) * sign;
  });
}

function pick(frame: Frame, keep: (value: Cell, index: number) => boolean): Frame {
  return {
    ...frame,
    fields: frame.fields.map((field) => ({ ...field, values: field.values.filter(keep) })),
  };
}

function reduceFrames(frames: readonly Frame[], options: Json): readonly Frame[] {
  const calcs = texts(options["reducers"]);
  const series = frames.flatMap(({ fields }) => fields.filter(({ kind }) => kind === "number"));
  const column = (name: string, kind: Field["kind"], values: readonly Cell[]): Field => ({
    name,
    kind,
    values,
    labels: {},
    refId: frames[0]?.refId ?? "A",
  });
  const numbers = (field: Field): readonly (number | null)[] =>
    field.values.map((value) => (typeof value === "number" ? value : null));
  return [
    {
      refId: frames[0]?.refId ?? "A",
      fields: [
        column(
          "Field",
          "string",
          series.map(({ name }) => name),
        ),
        ...calcs.map((calc) =>
          column(
            calcTitle(calc),
            "number",
            series.map((field) => reduce(numbers(field), calc)),
          ),
        ),
      ],
    },
  ];
}

function withLabels(frame: Frame): Frame {
  const labels = frame.fields.find(({ kind }) => kind === "number")?.labels ?? {};
  const count = frame.fields[0]?.values.length ?? 0;
  const added = Object.entries(labels)
    .filter(([name]) => name !== "__name__")
    .map(([name, value]): Field => ({
      name,
      kind: "string",
      values: Array.from({ length: count }, () => value),
      labels: {},
      refId: frame.refId,
    }));
  const [time, ...rest] = frame.fields;
  return { ...frame, fields: [...(time === undefined ? [] : [time]), ...added, ...rest] };
}
