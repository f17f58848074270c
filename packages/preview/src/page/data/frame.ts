import type { FieldConfig } from "./field-config.ts";

export type Cell = number | string | null;

/** A column, with what the dashboard says about it. */
export interface Field {
  /** As a query or a transformation named it: `Value #A`. */
  readonly name: string;
  readonly kind: "time" | "number" | "string";
  readonly values: readonly Cell[];
  readonly labels: Readonly<Record<string, string>>;
  readonly refId: string;
}

/** A table: one series with its times, or the answer of an instant query. */
export interface Frame {
  readonly refId: string;
  readonly fields: readonly Field[];
}

/** A column that is ready to be drawn. */
export interface ShownField extends Field {
  readonly title: string;
  readonly config: FieldConfig;
}

export interface ShownFrame {
  readonly refId: string;
  readonly fields: readonly ShownField[];
}

export function numbersOf(field: Field): readonly (number | null)[] {
  return field.values.map((value) =>
    typeof value === "number" && !Number.isNaN(value) ? value : null,
  );
}
