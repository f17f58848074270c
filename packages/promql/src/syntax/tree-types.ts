import type { Matcher, Position } from "../types.ts";

export type ValueType = "scalar" | "string" | "vector" | "matrix";

interface Placed {
  readonly position: Position;
}

/** Moves the time at which something is read. */
export interface Shift {
  /** Milliseconds into the past. */
  readonly offset: number;
  readonly hasOffset: boolean;
  /** `@`: Unix milliseconds, or an end of the query. */
  readonly at: number | "start" | "end" | undefined;
}

export interface NumberLiteral extends Placed {
  readonly kind: "number";
  readonly value: number;
}

export interface StringLiteral extends Placed {
  readonly kind: "string";
  readonly value: string;
}

export interface Selector extends Placed, Shift {
  readonly kind: "selector";
  readonly matchers: readonly Matcher[];
}

/** `selector[5m]`. */
export interface RangeSelector extends Placed {
  readonly kind: "range";
  readonly selector: Selector;
  readonly range: number;
}

/** `expression[1h:5m]`. */
export interface Subquery extends Placed, Shift {
  readonly kind: "subquery";
  readonly expression: Expression;
  readonly range: number;
  readonly step: number | undefined;
}

export interface Paren extends Placed {
  readonly kind: "paren";
  readonly expression: Expression;
}

export interface Unary extends Placed {
  readonly kind: "unary";
  readonly isNegative: boolean;
  readonly expression: Expression;
}

export interface Matching {
  /** Written as `on` or `ignoring` at all. */
  readonly isExplicit: boolean;
  readonly isOn: boolean;
  readonly labels: readonly string[];
  readonly group: "left" | "right" | undefined;
  readonly include: readonly string[];
}

export interface Binary extends Placed {
  readonly kind: "binary";
  readonly operator: string;
  readonly operatorPosition: Position;
  readonly isBool: boolean;
  readonly left: Expression;
  readonly right: Expression;
  readonly matching: Matching;
}

export interface Aggregation extends Placed {
  readonly kind: "aggregation";
  readonly operator: string;
  readonly isWithout: boolean;
  readonly grouping: readonly string[];
  readonly arguments: readonly Expression[];
}

export interface Call extends Placed {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly Expression[];
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | Selector
  | RangeSelector
  | Subquery
  | Paren
  | Unary
  | Binary
  | Aggregation
  | Call;
