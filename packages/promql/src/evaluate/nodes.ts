import type { LabelSet } from "../label-set.ts";
import type { Matcher, NativeHistogram } from "../types.ts";
import type { Block } from "./block.ts";
import type { Context, Grid } from "./context.ts";

/** Compiled expressions: each reads its own arguments and gives its values at every time of the grid. */
export interface VectorNode {
  readonly type: "vector";
  readonly evaluate: (context: Context, grid: Grid) => Block;
  /** Of a bare selector, for `absent()`. */
  readonly matchers?: readonly Matcher[];
  /** Of a bare selector: the same with the samples' own times (seconds) for values. */
  readonly times?: (context: Context, grid: Grid) => Block;
}

export interface ScalarNode {
  readonly type: "scalar";
  readonly evaluate: (context: Context, grid: Grid) => Float64Array;
}

export interface StringNode {
  readonly type: "string";
  readonly value: string;
}

export interface MatrixNode {
  readonly type: "matrix";
  readonly read: (context: Context, grid: Grid) => RangeRows;
  readonly matchers?: readonly Matcher[];
}

export type Node = VectorNode | ScalarNode | StringNode | MatrixNode;

/** The samples of one series, ascending in time; `length` of them are in use. */
export interface RangeRow {
  readonly set: LabelSet;
  readonly timestamps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly histograms?: readonly (NativeHistogram | undefined)[] | undefined;
  readonly length: number;
}

/** A range vector at every step: series, and where each step's window ends. */
export interface RangeRows {
  readonly rows: Iterable<RangeRow>;
  readonly range: number;
  /** Unix milliseconds, never descending. */
  readonly ends: Float64Array;
}
