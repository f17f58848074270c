import { LabelSet } from "../label-set.ts";
import type { RangeSelector, Selector, Shift } from "../syntax/tree-types.ts";
import type { Position, Series } from "../types.ts";
import { BlockBuilder, type Block } from "./block.ts";
import type { Context, Grid } from "./context.ts";
import type { MatrixNode, RangeRow, VectorNode } from "./nodes.ts";

/** The times that a selector reads, one for each step, when `offset` and `@` have moved them. */
export function readTimes(shift: Shift, context: Context, grid: Grid): Float64Array {
  const times = new Float64Array(grid.count);
  const fixed =
    shift.at === "start" ? context.queryStart : shift.at === "end" ? context.queryEnd : shift.at;
  for (let index = 0; index < grid.count; index += 1)
    times[index] = (fixed ?? grid.start + index * grid.step) - shift.offset;
  return times;
}

/** `name{…}`: at each step the last sample that is not too old and not ended. */
export function compileSelector(node: Selector): VectorNode {
  const evaluate =
    (isTimes: boolean) =>
    (context: Context, grid: Grid): Block => {
      const times = readTimes(node, context, grid);
      const { lookback } = context;
      const builder = new BlockBuilder(grid.count, 64);
      const first = (times[0] as number) - lookback;
      for (const series of context.source.select(node.matchers, first, times.at(-1) as number)) {
        const offset = builder.add(LabelSet.of(series.labels));
        const histograms = isTimes ? undefined : series.histograms;
        fillLast(builder, offset, series, times, context, isTimes);
        if (histograms !== undefined) fillHistograms(builder, offset, series, histograms, times);
        builder.dropEmpty(offset);
        context.budget.spend(costOf(grid.count, histograms), node.position);
      }
      return builder.finish();
    };
  return {
    type: "vector",
    matchers: node.matchers,
    evaluate: evaluate(false),
    times: evaluate(true),
  };
}

function fillLast(
  builder: BlockBuilder,
  offset: number,
  series: Series,
  times: Float64Array,
  { lookback, isVersion2 }: Context,
  isTimes: boolean,
): void {
  const { timestamps, values, length, staleAt } = series;
  const ends = staleAt?.length ?? 0;
  // In Prometheus 3 a sample of exactly that age is too old; before, it was not.
  const youngest = isVersion2 ? lookback : lookback - 1;
  let next = firstAfter(timestamps, length, times[0] as number);
  let nextEnd = 0;
  for (let step = 0; step < times.length; step += 1) {
    const time = times[step] as number;
    while (next < length && (timestamps[next] as number) <= time) next += 1;
    if (next === 0) continue;
    const sampled = timestamps[next - 1] as number;
    if (time - sampled > youngest) continue;
    if (ends > 0) {
      while (nextEnd < ends && (staleAt?.[nextEnd] as number) <= time) nextEnd += 1;
      if (nextEnd > 0 && (staleAt?.[nextEnd - 1] as number) > sampled) continue;
    }
    builder.present[offset + step] = 1;
    builder.values[offset + step] = isTimes ? sampled / 1000 : (values[next - 1] as number);
  }
}

/** Puts native histograms where {@link fillLast} found that there is a sample. */
function fillHistograms(
  builder: BlockBuilder,
  offset: number,
  { timestamps, length }: Series,
  histograms: Exclude<Series["histograms"], undefined>,
  times: Float64Array,
): void {
  for (const [step, time] of times.entries()) {
    if (builder.present[offset + step] === 0) continue;
    const histogram = histograms[firstAfter(timestamps, length, time) - 1];
    if (histogram !== undefined) builder.set(offset + step, histogram);
  }
}

/** What the samples count for in the budget: a native histogram has some numbers more. */
function costOf(samples: number, histograms: Series["histograms"]): number {
  return histograms === undefined ? samples : samples * 10;
}

/** `name{…}[5m]`. */
export function compileRange(node: RangeSelector): MatrixNode {
  return {
    type: "matrix",
    matchers: node.selector.matchers,
    read: (context, grid) => {
      const ends = readTimes(node.selector, context, grid);
      const first = (ends[0] as number) - node.range;
      const last = ends.at(-1) as number;
      const selected = context.source.select(node.selector.matchers, first, last);
      return {
        rows: rowsOf(selected, context, node.position),
        range: node.range,
        ends,
      };
    },
  };
}

function* rowsOf(
  selected: Iterable<Series>,
  context: Context,
  position: Position,
): Iterable<RangeRow> {
  for (const { labels, timestamps, values, histograms, length } of selected) {
    context.budget.spend(costOf(length, histograms), position);
    yield { set: LabelSet.of(labels), timestamps, values, histograms, length };
  }
}

/** The index of the first sample later than `time`. */
export function firstAfter(timestamps: ArrayLike<number>, length: number, time: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timestamps[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
