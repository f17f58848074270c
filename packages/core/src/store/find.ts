import type { LabelValues } from "./label-values.ts";
import type { SeriesTable } from "./series-table.ts";

type LabelsObject = Readonly<Record<string, unknown>>;

/** The slot of a labels object, or -1 when a value or the combination is new. Never allocates, never throws. */
export type Find = (labels: LabelsObject) => number;

/**
 * Makes the lookup of one metric: generated for its label names where code may be generated, a loop elsewhere.
 */
export function makeFind(table: SeriesTable, values: readonly LabelValues[]): Find {
  return compile(table, values) ?? interpret(table, values);
}

/** Works where code generation from strings is forbidden; about a third slower. */
export function interpret(table: SeriesTable, values: readonly LabelValues[]): Find {
  const key = new Int32Array(values.length);
  return (labels) => {
    for (let at = 0; at < values.length; at += 1) {
      const { name, ids } = values[at] as LabelValues;
      const id = ids.get(labels[name]);
      if (id === undefined) return -1;
      key[at] = id;
    }
    return table.find(key);
  };
}

/** The same lookup unrolled for the label names, which the definition has proved to be identifiers. */
export function compile(table: SeriesTable, values: readonly LabelValues[]): Find | undefined {
  const at = values.map((_, index) => index);
  const factors = ["0x9e3779b1", "0x85ebca77", "0xc2b2ae3d", "0x27d4eb2f"];
  const body = `
    return function find(labels) {
      ${at.map((k) => `const id${k} = ids${k}.get(labels.${values[k]?.name}); if (id${k} === undefined) return -1;`).join("\n")}
      const mixed = ${at.map((k) => `Math.imul(id${k} + 1, ${factors[k & 3]})`).join(" ^ ")};
      const cells = table.cells, ids = table.ids, mask = cells.length - 1;
      for (let cell = (mixed ^ (mixed >>> 15)) & mask; ; cell = (cell + 1) & mask) {
        const entry = cells[cell];
        if (entry === 0) return -1;
        const base = (entry - 1) * ${values.length};
        if (${at.map((k) => `ids[base + ${k}] === id${k}`).join(" && ")}) return entry - 1;
      }
    };`;
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- built from label names that match [a-zA-Z][a-zA-Z0-9_]* only
    const make = new Function("table", ...at.map((k) => `ids${k}`), body) as (
      ...args: unknown[]
    ) => Find;
    return make(table, ...values.map((value) => value.ids));
  } catch {
    return undefined;
  }
}
