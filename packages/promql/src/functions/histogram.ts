import { BlockBuilder, duplicate } from "../evaluate/block.ts";
import type { ScalarNode, VectorNode } from "../evaluate/nodes.ts";
import type { LabelSet } from "../label-set.ts";
import type { Position } from "../types.ts";
import { bucketFraction, bucketQuantile, coalesce, type Buckets } from "./buckets.ts";

interface Group {
  readonly set: LabelSet;
  readonly rows: number[];
  readonly bounds: number[];
}

type Measure = (buckets: Buckets, numbers: readonly number[], isVersion2: boolean) => number;

/** `histogram_quantile(q, v)` and `histogram_fraction(lower, upper, v)` of classic buckets. */
export const histogramMeasures: Readonly<Record<string, Measure>> = {
  histogram_quantile: (buckets, [quantile], isVersion2) =>
    bucketQuantile(quantile as number, buckets, isVersion2),
  histogram_fraction: (buckets, [lower, upper]) =>
    bucketFraction(lower as number, upper as number, buckets),
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
      const { sets, values, present, steps } = input.evaluate(context, grid);
      const groups = groupsOf(sets);
      const builder = new BlockBuilder(steps, groups.length);
      for (const { set, rows, bounds } of groups) {
        const offset = builder.rowOf(set.nameless);
        for (let step = 0; step < steps; step += 1) {
          const there = rows.map((row) => present[row * steps + step] === 1);
          if (!there.includes(true)) continue;
          if (builder.present[offset + step] === 1) throw duplicate(set.nameless, position);
          const counts = rows.map((row) => values[row * steps + step] as number);
          const buckets = coalesce(
            bounds.filter((_, index) => there[index]),
            counts.filter((_, index) => there[index]),
          );
          builder.present[offset + step] = 1;
          builder.values[offset + step] = measure(
            buckets,
            numbers.map((each) => each[step] as number),
            context.isVersion2,
          );
        }
        context.budget.spend(rows.length * steps, position);
      }
      return builder.finish();
    },
  };
}

/** Rows that differ in `le` only. What has no readable `le` is no bucket. */
function groupsOf(sets: readonly LabelSet[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [row, set] of sets.entries()) {
    const bound = readBound(set.get("le"));
    if (bound === undefined) continue;
    const key = set.keyWithout(onlyBound);
    let group = groups.get(key);
    if (group === undefined) {
      group = { set: set.without(["le"]), rows: [], bounds: [] };
      groups.set(key, group);
    }
    group.rows.push(row);
    group.bounds.push(bound);
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
