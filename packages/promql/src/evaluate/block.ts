import { describeLabels, type LabelSet } from "../label-set.ts";
import type { NativeHistogram, Position } from "../types.ts";
import { failed } from "./context.ts";

/** Native histograms, each where its value would stand. What is not present is not to be read. */
export type Histograms = (NativeHistogram | undefined)[];

/**
 * An instant vector at every step: row by row, `steps` values each. What is not `present` has no value. Whoever gets
 * a block owns it and may write into its values.
 */
export interface Block {
  readonly sets: readonly LabelSet[];
  readonly values: Float64Array;
  /** 1 or 0. */
  readonly present: Uint8Array;
  readonly steps: number;
  /** Not there as long as all values are numbers, which is what is fast. */
  readonly histograms: Histograms | undefined;
}

/** Makes a block whose number of rows is not known before. */
export class BlockBuilder {
  readonly steps: number;
  readonly sets: LabelSet[] = [];
  values: Float64Array;
  present: Uint8Array;
  histograms: Histograms | undefined;
  readonly #rows = new Map<string, number>();

  constructor(steps: number, rows: number) {
    this.steps = steps;
    this.values = new Float64Array(steps * Math.max(1, rows));
    this.present = new Uint8Array(steps * Math.max(1, rows));
  }

  /** A new row; the offset of its first value. */
  add(set: LabelSet): number {
    const offset = this.sets.length * this.steps;
    this.sets.push(set);
    if (offset + this.steps > this.values.length) {
      const values = new Float64Array(this.values.length * 2);
      values.set(this.values);
      this.values = values;
      const present = new Uint8Array(this.present.length * 2);
      present.set(this.present);
      this.present = present;
    }
    return offset;
  }

  /** The row of these labels, old or new. */
  rowOf(set: LabelSet): number {
    const { key } = set;
    let offset = this.#rows.get(key);
    if (offset === undefined) {
      offset = this.add(set);
      this.#rows.set(key, offset);
    }
    return offset;
  }

  /** Sets one value, a number or a native histogram. */
  set(at: number, value: number | NativeHistogram): void {
    this.present[at] = 1;
    if (typeof value === "number") {
      this.values[at] = value;
      return;
    }
    this.values[at] = Number.NaN;
    this.histograms ??= [];
    this.histograms[at] = value;
  }

  /** Sets one value to that of another block. */
  copy(at: number, block: Block, from: number): void {
    this.set(at, block.histograms?.[from] ?? (block.values[from] as number));
  }

  /** Takes back the last row when it has no value. */
  dropEmpty(offset: number): void {
    for (let at = offset; at < offset + this.steps; at += 1) if (this.present[at] === 1) return;
    this.sets.pop();
  }

  finish(): Block {
    const size = this.sets.length * this.steps;
    return {
      sets: this.sets,
      values: this.values.subarray(0, size),
      present: this.present.subarray(0, size),
      steps: this.steps,
      histograms: this.histograms,
    };
  }
}

/** Without native histograms, for all that knows numbers only. */
export function numbersOf(block: Block): Block {
  const { histograms, present } = block;
  if (histograms === undefined) return block;
  for (const at of histograms.keys()) if (histograms[at] !== undefined) present[at] = 0;
  return { ...block, histograms: undefined };
}

/** The same values under other labels. Rows that become the same are one, when never both have a value. */
export function relabel(
  block: Block,
  sets: readonly LabelSet[],
  position: Position,
  isStrict = false,
): Block {
  const keys = new Set<string>();
  for (const { key } of sets) keys.add(key);
  if (keys.size === sets.length) return { ...block, sets };
  const builder = new BlockBuilder(block.steps, keys.size);
  const filled = new Set<string>();
  for (const [row, set] of sets.entries()) {
    const from = row * block.steps;
    if (isStrict && block.present.subarray(from, from + block.steps).includes(1)) {
      if (filled.has(set.key)) throw duplicate(set, position);
      filled.add(set.key);
    }
    const to = builder.rowOf(set);
    for (let step = 0; step < block.steps; step += 1) {
      if (block.present[from + step] === 0) continue;
      if (builder.present[to + step] === 1) throw duplicate(set, position);
      builder.copy(to + step, block, from + step);
    }
  }
  return builder.finish();
}

/** Without metric names. `isStrict`: two series that become the same are an error even if they take turns. */
export function dropNames(block: Block, position: Position, isStrict = false): Block {
  const name = block.sets[0]?.get("__name__");
  const sets = block.sets.map(({ nameless }) => nameless);
  // Series of one metric stay different without its name.
  if (block.sets.every((set) => set.get("__name__") === name)) return { ...block, sets };
  return relabel(block, sets, position, isStrict);
}

export function duplicate(set: LabelSet, position: Position): Error {
  return failed(`Two series of the result have the same labels ${describeLabels(set)}`, position);
}
