import type { Labels, NativeHistogram } from "@promenade/promql";
import type { Series as Answered } from "../../../src/services/index.ts";
import { partsOf, withPart } from "../referee/histogram-parts.ts";

export type Point = readonly [seconds: number, value: number | NativeHistogram];

/** As numbers alone: each number of a native histogram is a series of its own. */
export function spread(labels: Labels, points: readonly Point[]): readonly Answered[] {
  const all = new Map<string, [number, number][]>();
  const add = (name: string, time: number, value: number): void => {
    const values = all.get(name) ?? [];
    all.set(name, values);
    values.push([time, value]);
  };
  for (const [time, value] of points)
    if (typeof value === "number") add("", time, value);
    else {
      for (const [name, part] of partsOf(value)) add(name, time, part);
      add("schema", time, value.schema);
      add("zero threshold", time, value.zeroThreshold);
    }
  return [...all].map(([name, values]) => ({
    labels: name === "" ? labels : withPart(labels, name),
    values,
  }));
}
