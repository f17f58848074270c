import { isReset } from "../histograms/resets.ts";
import type { NativeHistogram, Position } from "../types.ts";
import { BlockBuilder, dropNames, type Block, type Histograms } from "./block.ts";
import type { Context, Grid } from "./context.ts";
import type { RangeRow, RangeRows } from "./nodes.ts";
import { firstAfter } from "./selector.ts";

/** The samples of one series in one step's window: indexes `from` to before `to`. One object serves a whole query. */
export class Window {
  timestamps = new Float64Array(256);
  values = new Float64Array(256);
  /** Samples that are native histograms, at the same index; not there when none is. */
  histograms: Histograms | undefined;
  length = 0;
  from = 0;
  to = 0;
  /** Milliseconds. */
  range = 0;
  end = 0;
  /** Of the step itself, before `offset` and `@`. */
  time = 0;
  /** The numbers beside the range vector, at this step. */
  first = 0;
  second = 0;
  /** Samples lower than the one before, in the whole series; a window's begin at `resetFrom`. */
  resets = new Int32Array(256);
  resetCount = 0;
  resetFrom = 0;
  #histogramResets: (boolean | undefined)[] = [];

  /** Takes over the samples in a stretch of time: plain arrays of one kind are fast to read, again and again. */
  load(row: RangeRow, earliest: number, latest: number): void {
    const first = firstAfter(row.timestamps, row.length, earliest - 1);
    const end = firstAfter(row.timestamps, row.length, latest);
    this.length = end - first;
    if (this.length > this.values.length) {
      const size = 2 ** Math.ceil(Math.log2(this.length));
      this.timestamps = new Float64Array(size);
      this.values = new Float64Array(size);
      this.resets = new Int32Array(size);
    }
    const { timestamps, values } = this;
    for (let index = first; index < end; index += 1) {
      timestamps[index - first] = row.timestamps[index] as number;
      values[index - first] = row.values[index] as number;
    }
    const histograms = row.histograms?.slice(first, end);
    this.histograms = histograms?.some((each) => each !== undefined) ? histograms : undefined;
    this.#histogramResets = [];
    this.from = 0;
    this.to = 0;
    this.resetCount = 0;
    this.resetFrom = 0;
  }

  findResets(): void {
    const { values, length } = this;
    for (let index = 1; index < length; index += 1)
      if ((values[index] as number) < (values[index - 1] as number)) {
        this.resets[this.resetCount] = index;
        this.resetCount += 1;
      }
  }

  /** Whether a histogram counts anew after the sample before it, which is one too. */
  isHistogramReset(index: number): boolean {
    const [before, current] = [this.histograms?.[index - 1], this.histograms?.[index]];
    if (before === undefined || current === undefined) return false;
    return (this.#histogramResets[index] ??= isReset(current, before));
  }
}

/** A function of a window. */
export interface RangeFunction {
  /** Fewer samples have no value. Default 1. */
  readonly minimum?: number;
  readonly usesResets?: boolean;
  readonly keepsName?: boolean;
  readonly valueOf: (window: Window) => number;
  /** Of a window with native histograms in it, and perhaps numbers; else it reads the numbers only. */
  readonly ofHistograms?: (
    window: Window,
    histograms: readonly NativeHistogram[],
  ) => number | NativeHistogram | undefined;
  /** The same for windows that overlap much, with something kept from step to step. */
  readonly moving?: () => MovingFunction;
}

/** A function that is called for one window after the other, each no older than the one before. */
export interface MovingFunction {
  /** A new series begins. */
  begin(window: Window): void;
  valueOf(window: Window): number;
}

/** Windows that share more than that with each other are not read again at each step. */
const muchOverlap = 8;

/** Moves a window over every series, step by step. */
export function evaluateWindows(
  definition: RangeFunction,
  input: RangeRows,
  parameters: readonly Float64Array[],
  context: Context,
  grid: Grid,
  position: Position,
): Block {
  const { ends, range } = input;
  const { valueOf, minimum = 1, usesResets = false } = definition;
  const moving =
    grid.count > 1 && range / grid.step > muchOverlap ? definition.moving?.() : undefined;
  const builder = new BlockBuilder(grid.count, 64);
  const window = new Window();
  window.range = range;
  const [first, second] = parameters;
  // The range's older end belongs to it in Prometheus 2, and not in 3.
  const width = context.isVersion2 ? range : range - 1;
  const earliest = (ends[0] as number) - width;
  for (const given of input.rows) {
    const row = definition.ofHistograms === undefined ? withoutHistograms(given) : given;
    window.load(row, earliest, ends.at(-1) as number);
    if (window.length < minimum) continue;
    if (usesResets) window.findResets();
    moving?.begin(window);
    const { timestamps, length } = window;
    const offset = builder.add(row.set);
    let work = 0;
    for (let step = 0; step < ends.length; step += 1) {
      const end = ends[step] as number;
      let { from, to } = window;
      while (to < length && (timestamps[to] as number) <= end) to += 1;
      while (from < to && (timestamps[from] as number) < end - width) from += 1;
      window.from = from;
      window.to = to;
      if (to - from < minimum) continue;
      window.end = end;
      window.time = grid.start + step * grid.step;
      if (first !== undefined) window.first = first[step] as number;
      if (second !== undefined) window.second = second[step] as number;
      if (window.histograms === undefined) {
        builder.values[offset + step] =
          moving === undefined ? valueOf(window) : moving.valueOf(window);
        builder.present[offset + step] = 1;
      } else {
        const value = mixedValue(definition, window, window.histograms);
        if (value === undefined) continue;
        builder.set(offset + step, value);
      }
      work += 1;
    }
    context.budget.spend(work, position);
    if (work === 0) builder.sets.pop();
  }
  const block = builder.finish();
  return definition.keepsName === true ? block : dropNames(block, position, true);
}

function mixedValue(
  definition: RangeFunction,
  window: Window,
  histograms: Histograms,
): number | NativeHistogram | undefined {
  const found = histograms
    .slice(window.from, window.to)
    .filter((each): each is NativeHistogram => each !== undefined);
  if (found.length === 0) return definition.valueOf(window);
  return definition.ofHistograms?.(window, found);
}

function withoutHistograms(row: RangeRow): RangeRow {
  const { histograms } = row;
  if (histograms === undefined) return row;
  const kept = Array.from({ length: row.length }, (_, index) => index).filter(
    (index) => histograms[index] === undefined,
  );
  return {
    set: row.set,
    timestamps: kept.map((index) => row.timestamps[index] as number),
    values: kept.map((index) => row.values[index] as number),
    length: kept.length,
  };
}
