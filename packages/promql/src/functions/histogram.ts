import { BlockBuilder, dropNames, duplicate, type Block } from "../evaluate/block.ts";
import type { ScalarNode, VectorNode } from "../evaluate/nodes.ts";
import { nativeFraction } from "../histograms/fraction.ts";
import { nativeQuantile } from "../histograms/quantile.ts";
import type { LabelSet } from "../label-set.ts";
import type { NativeHistogram, Position } from "../types.ts";
import { bucketFraction, bucketQuantile, coalesce, type Buckets } from "./buckets.ts";

interface Group {
  readonly set: LabelSet;
  readonly rows: number[];
  readonly bounds: number[];
  native: number | undefined;
}

/** A function of both kinds of histograms. */
interface Measure {
  readonly ofBuckets: (buckets: Buckets, numbers: readonly number[], isVersion2: boolean) => number;
  readonly ofNative: (histogram: NativeHistogram, numbers: readonly number[]) => number;
}

/** `histogram_quantile(q, v)` and `histogram_fraction(lower, upper, v)`. */
export const histogramMeasures: Readonly<Record<string, Measure>> = {
  histogram_quantile: {
    ofBuckets: (buckets, [quantile], isVersion2) =>
      bucketQuantile(quantile as number, buckets, isVersion2),
    ofNative: (histogram, [quantile]) => nativeQuantile(quantile as number, histogram),
  },
  histogram_fraction: {
    ofBuckets: (buckets, [lower, upper]) =>
      bucketFraction(lower as number, upper as number, buckets),
    ofNative: (histogram, [lower, upper]) =>
      nativeFraction(lower as number, upper as number, histogram),
  },
};

export function compileHistogram(
  measure: Measure,
  parameters: readonly ScalarNode[],
  input: VectorNode,
  position: Position,
): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const numbers = parameters.map((parameter) => parameter.evaluate(context, grid));
      const numbersAt = (step: number): readonly number[] =>
        numbers.map((each) => each[step] as number);
      const block = input.evaluate(context, grid);
      const { sets, values, steps } = block;
      const groups = groupsOf(block);
      const builder = new BlockBuilder(steps, Math.max(groups.length, 1));
      const put = (set: LabelSet, step: number, value: number): void => {
        const at = builder.rowOf(set.nameless) + step;
        if (builder.present[at] === 1) throw duplicate(set.nameless, position);
        builder.set(at, value);
      };
      for (const { set, rows, bounds, native } of groups) {
        for (let step = 0; step < steps; step += 1) {
          const there = rows.map((row) => isNumber(block, row * steps + step));
          if (!there.includes(true)) continue;
          const rival = (native ?? 0) * steps + step;
          if (native !== undefined && isHistogram(block, rival)) {
            // Of one thing in two forms, Prometheus gives neither.
            block.present[rival] = 0;
            continue;
          }
          const counts = rows.map((row) => values[row * steps + step] as number);
          const buckets = coalesce(
            bounds.filter((_, index) => there[index]),
            counts.filter((_, index) => there[index]),
          );
          put(set, step, measure.ofBuckets(buckets, numbersAt(step), context.isVersion2));
        }
        context.budget.spend(rows.length * steps, position);
      }
      for (const [at, histogram] of block.histograms?.entries() ?? [])
        if (histogram !== undefined && isHistogram(block, at)) {
          const step = at % steps;
          const set = sets[Math.floor(at / steps)] as LabelSet;
          put(set, step, measure.ofNative(histogram, numbersAt(step)));
        }
      return builder.finish();
    },
  };
}

/** `histogram_count(v)` and its kin: of native histograms only. */
export function mapHistograms(
  input: VectorNode,
  change: (histogram: NativeHistogram) => number,
  position: Position,
): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const block = input.evaluate(context, grid);
      for (let at = 0; at < block.values.length; at += 1) {
        const histogram = block.histograms?.[at];
        if (histogram === undefined) block.present[at] = 0;
        else block.values[at] = change(histogram);
      }
      return dropNames({ ...block, histograms: undefined }, position);
    },
  };
}

function isNumber({ present, histograms }: Block, at: number): boolean {
  return present[at] === 1 && histograms?.[at] === undefined;
}

function isHistogram({ present, histograms }: Block, at: number): boolean {
  return present[at] === 1 && histograms?.[at] !== undefined;
}

/** Rows that differ in `le` only, and the row of native histograms with the rest of their labels. */
function groupsOf({ sets, histograms }: Block): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [row, set] of sets.entries()) {
    // What has no readable bound is no bucket.
    const bound = readBound(set.get("le"));
    if (bound === undefined) continue;
    const key = set.keyWithout(onlyBound);
    let group = groups.get(key);
    if (group === undefined) {
      group = { set: set.without(["le"]), rows: [], bounds: [], native: undefined };
      groups.set(key, group);
    }
    group.rows.push(row);
    group.bounds.push(bound);
  }
  if (histograms !== undefined)
    for (const [row, set] of sets.entries()) {
      const group = groups.get(set.key);
      if (group !== undefined) group.native = row;
    }
  return [...groups.values()];
}

const onlyBound: ReadonlySet<string> = new Set(["le"]);

function readBound(text: string): number | undefined {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  return Number(text);
}
