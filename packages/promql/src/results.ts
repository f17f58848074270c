import type { Block } from "./evaluate/block.ts";
import type { RangeRows } from "./evaluate/nodes.ts";
import { firstAfter } from "./evaluate/selector.ts";
import { compareLabels, LabelSet } from "./label-set.ts";
import type { HistogramPoint, Range, RangeSeries, Sample } from "./types.ts";

/** The samples of the only step, in the order that the expression gave them. */
export function samplesOf({ sets, values, present, histograms }: Block): readonly Sample[] {
  const samples: Sample[] = [];
  for (const [row, set] of sets.entries()) {
    if (present[row] !== 1) continue;
    const histogram = histograms?.[row];
    if (histogram === undefined) samples.push({ labels: set.labels, value: values[row] as number });
    else samples.push({ labels: set.labels, value: Number.NaN, histogram });
  }
  return samples;
}

/** The series of a range query, in the order of their labels. */
export function seriesOf(block: Block, { start, step }: Range): readonly RangeSeries[] {
  const { sets, values, steps } = block;
  // A copy, when histograms are taken out of it.
  const present = block.histograms === undefined ? block.present : block.present.slice();
  const series: { readonly set: LabelSet; readonly result: RangeSeries }[] = [];
  for (const [row, set] of sets.entries()) {
    const from = row * steps;
    const histograms: HistogramPoint[] = [];
    for (let index = 0; block.histograms !== undefined && index < steps; index += 1) {
      const histogram = block.histograms[from + index];
      if (histogram === undefined || present[from + index] === 0) continue;
      histograms.push({ timestamp: start + index * step, histogram });
      present[from + index] = 0;
    }
    let length = 0;
    for (let at = from; at < from + steps; at += 1) length += present[at] as number;
    if (length === 0 && histograms.length === 0) continue;
    const result = { timestamps: new Float64Array(length), values: new Float64Array(length) };
    let next = 0;
    for (let index = 0; index < steps; index += 1) {
      if (present[from + index] === 0) continue;
      result.timestamps[next] = start + index * step;
      result.values[next] = values[from + index] as number;
      next += 1;
    }
    series.push({
      set,
      result: { labels: set.labels, ...result, ...(histograms.length > 0 ? { histograms } : {}) },
    });
  }
  return series
    .toSorted((one, other) => compareLabels(one.set, other.set))
    .map(({ result }) => result);
}

/** The samples of a range vector, in the order of their labels. */
export function matrixOf(
  { rows, range, ends }: RangeRows,
  isVersion2: boolean,
): readonly RangeSeries[] {
  const series: { readonly set: LabelSet; readonly result: RangeSeries }[] = [];
  const end = ends[0] as number;
  for (const { set, timestamps, values, length, histograms } of rows) {
    const from = firstAfter(timestamps, length, isVersion2 ? end - range - 1 : end - range);
    const to = firstAfter(timestamps, length, end);
    if (from >= to) continue;
    const all = Array.from({ length: to - from }, (_, index) => from + index);
    const numbers = all.filter((at) => histograms?.[at] === undefined);
    const points = all.flatMap((at): readonly HistogramPoint[] => {
      const histogram = histograms?.[at];
      return histogram === undefined ? [] : [{ timestamp: timestamps[at] as number, histogram }];
    });
    const pick = (source: ArrayLike<number>): Float64Array =>
      Float64Array.from(numbers, (at) => source[at] as number);
    series.push({
      set,
      result: {
        labels: set.labels,
        timestamps: pick(timestamps),
        values: pick(values),
        ...(points.length > 0 ? { histograms: points } : {}),
      },
    });
  }
  return series
    .toSorted((one, other) => compareLabels(one.set, other.set))
    .map(({ result }) => result);
}
