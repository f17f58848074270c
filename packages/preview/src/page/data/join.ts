import { text, type Json } from "../json.ts";
import type { Cell, Field, Frame } from "./frame.ts";

/** Puts tables beside each other that have a column in common: an outer join. */
export function joinByField(frames: readonly Frame[], options: Json): readonly Frame[] {
  const by = text(options["byField"]) || "Time";
  const joined = frames.filter(({ fields }) => fields.some(({ name }) => name === by));
  const [first] = joined;
  if (first === undefined) return frames;
  const keys = new Map<Cell, number>();
  for (const { fields } of joined)
    for (const value of fields.find(({ name }) => name === by)?.values ?? [])
      if (!keys.has(value)) keys.set(value, keys.size);
  const order = [...keys.keys()];
  const base = first.fields.find(({ name }) => name === by);
  if (base === undefined) return frames;
  const rest = joined.flatMap(({ fields }, frameIndex) => {
    const key = fields.find(({ name }) => name === by);
    const rows = new Map((key?.values ?? []).map((value, index) => [value, index]));
    return fields
      .filter((field) => field !== key)
      .map((field): Field => {
        const isTwice = joined.some(
          (other, index) =>
            index < frameIndex && other.fields.some(({ name }) => name === field.name),
        );
        return {
          ...field,
          name: isTwice ? `${field.name} ${frameIndex + 1}` : field.name,
          values: order.map((value) => field.values[rows.get(value) ?? -1] ?? null),
        };
      });
  });
  return [{ refId: first.refId, fields: [{ ...base, values: order }, ...rest] }];
}
