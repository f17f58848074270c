import { valueColor } from "../../data/display.ts";
import type { FieldConfig } from "../../data/field-config.ts";
import { numbersOf, type ShownField } from "../../data/frame.ts";
import { reduce } from "../../data/reduce.ts";
import { at, text } from "../../json.ts";
import type { PanelData } from "../context.ts";

/** One line of a graph. */
export interface Line {
  readonly title: string;
  readonly color: string;
  readonly config: FieldConfig;
  readonly labels: Readonly<Record<string, string>>;
  readonly refId: string;
  /** As measured, for the tooltip and the legend. */
  readonly values: readonly (number | null)[];
  /** As drawn: stacked, with `undefined` where a gap is bridged. */
  readonly drawn: readonly (number | null | undefined)[];
}

export interface Graph {
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** Which lines lie on which, as indices of `lines`: areas are filled down to there. */
  readonly bands: readonly (readonly [upper: number, lower: number])[];
}

export function linesOf(data: PanelData, hidden: ReadonlySet<string>): Graph {
  const { frames, step } = data;
  const numeric = frames.flatMap((frame) => {
    const time = frame.fields.find(({ kind }) => kind === "time");
    return time === undefined
      ? []
      : frame.fields.filter(({ kind }) => kind === "number").map((field) => ({ field, time }));
  });
  const times = timesOf(numeric.map(({ time }) => time));
  const place = new Map(times.map((time, index) => [time, index]));
  const lines = numeric.map(({ field, time }, index): Line => {
    const own = numbersOf(field);
    const isAligned = time.values.length === times.length;
    const values = isAligned ? own : spread(time, own, place, times.length);
    const last = reduce(values, "lastNotNull");
    return {
      title: field.title,
      color: valueColor(last, field.config, { index }),
      config: field.config,
      labels: field.labels,
      refId: field.refId,
      values,
      drawn: bridge(values, field.config.custom["spanNulls"], step),
    };
  });
  const { stacked, bands } = stack(lines, hidden);
  return { times: times.map((time) => time / 1000), lines: stacked, bands };
}

function timesOf(fields: readonly ShownField[]): readonly number[] {
  const [first] = fields;
  if (first === undefined) return [];
  const isShared = fields.every(({ values }) => values === first.values);
  if (isShared) return first.values as readonly number[];
  return [...new Set(fields.flatMap(({ values }) => values as readonly number[]))].toSorted(
    (a, b) => a - b,
  );
}

function spread(
  time: ShownField,
  values: readonly (number | null)[],
  place: ReadonlyMap<number, number>,
  length: number,
): readonly (number | null)[] {
  const result: (number | null)[] = new Array<number | null>(length).fill(null);
  for (const [index, each] of time.values.entries()) {
    const found = place.get(each as number);
    if (found !== undefined) result[found] = values[index] ?? null;
  }
  return result;
}

/** uPlot draws through `undefined` and stops at `null`. `spanNulls` is true, false, or the longest gap in milliseconds. */
function bridge(
  values: readonly (number | null)[],
  spanNulls: unknown,
  step: number,
): readonly (number | null | undefined)[] {
  const longest =
    spanNulls === true
      ? Number.POSITIVE_INFINITY
      : typeof spanNulls === "number"
        ? spanNulls / step
        : 0;
  if (longest === 0) return values;
  const result: (number | null | undefined)[] = [...values];
  let last = -1;
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    if (last !== -1 && index - last > 1 && index - last <= longest)
      result.fill(undefined, last + 1, index);
    last = index;
  }
  return result;
}

/** Puts lines of one stacking group on top of each other; the last one is at the bottom of the list and the top of the stack. */
function stack(
  lines: readonly Line[],
  hidden: ReadonlySet<string>,
): { stacked: readonly Line[]; bands: Graph["bands"] } {
  const groups = new Map<string, number[]>();
  for (const [index, { config, title }] of lines.entries()) {
    const mode = text(at(config.custom, "stacking", "mode"), "none");
    if (mode === "none" || hidden.has(title)) continue;
    const key = `${mode} ${text(at(config.custom, "stacking", "group"))}`;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  const stacked = [...lines];
  const bands: (readonly [number, number])[] = [];
  for (const [key, members] of groups) {
    const length = lines[members[0] ?? 0]?.values.length ?? 0;
    const totals = new Float64Array(length);
    // A line that is missing lies flat on the others; where all are, there is a gap.
    const isGap = Array.from({ length }, (_, step) =>
      members.every((member) => (lines[member]?.values[step] ?? null) === null),
    );
    if (key.startsWith("percent"))
      for (const member of members)
        for (const [step, value] of (lines[member]?.values ?? []).entries())
          totals[step] = (totals[step] ?? 0) + (value ?? 0);
    const sums = new Float64Array(length);
    for (const [position, member] of members.entries()) {
      const line = lines[member];
      if (line === undefined) continue;
      const drawn = line.values.map((value, step) => {
        sums[step] = (sums[step] ?? 0) + (value ?? 0);
        const total = totals[step] ?? 0;
        if (isGap[step] === true) return null;
        return key.startsWith("percent")
          ? total === 0
            ? 0
            : (sums[step] ?? 0) / total
          : (sums[step] ?? 0);
      });
      stacked[member] = { ...line, drawn };
      const below = members[position - 1];
      if (below !== undefined) bands.push([member, below]);
    }
  }
  return { stacked, bands };
}
