import type { Json } from "../json.ts";
import type { Cell, Field, Frame } from "./frame.ts";

/** One table of all: lines that agree in every column that they share become one, as Grafana's “merge”. */
export function mergeFrames(frames: readonly Frame[], _options: Json): readonly Frame[] {
  const given = frames.filter(({ fields }) => fields.length > 0);
  const [first] = given;
  if (first === undefined || given.length === 1) return given;
  const columns = new Map<string, Field>();
  for (const field of given.flatMap(({ fields }) => fields))
    if (!columns.has(field.name)) columns.set(field.name, field);
  const shared = [...columns.keys()].filter(
    (name) =>
      name !== "Time" && given.every(({ fields }) => fields.some((field) => field.name === name)),
  );
  const rows = new Map<string, Map<string, Cell>>();
  for (const { fields } of given) {
    const count = fields[0]?.values.length ?? 0;
    for (let index = 0; index < count; index += 1) {
      const line = new Map(fields.map((field) => [field.name, field.values[index] ?? null]));
      const key = JSON.stringify(shared.map((name) => line.get(name)));
      rows.set(key, new Map([...(rows.get(key) ?? []), ...line]));
    }
  }
  const lines = [...rows.values()];
  return [
    {
      refId: first.refId,
      fields: [...columns.values()].map((field) => ({
        ...field,
        values: lines.map((line) => line.get(field.name) ?? null),
      })),
    },
  ];
}
