import { BlockBuilder, type Block } from "../evaluate/block.ts";
import type { Context } from "../evaluate/context.ts";
import { add } from "../histograms/arithmetic.ts";
import { compact } from "../histograms/layout.ts";
import { movedMean } from "../histograms/windows.ts";
import type { Aggregation } from "../syntax/tree-types.ts";
import type { NativeHistogram } from "../types.ts";
import { groupRows, type Groups } from "./groups.ts";
import type { Running } from "./running.ts";

/** The histograms of one group at one step. */
interface Total {
  readonly count: number;
  /** `undefined` when their bounds do not go together. */
  readonly histogram: NativeHistogram | undefined;
}

/** `sum` and `avg` where some samples are native histograms. A group that has numbers too has no value. */
export function sumHistograms(
  node: Aggregation,
  block: Block,
  make: (steps: number, counts: Float64Array) => Running,
  context: Context,
): Block {
  const { sets, values, present, steps, histograms } = block;
  const groups = groupRows(sets, node);
  const totals = totalsOf(block, groups, node.operator === "avg");
  const counts = new Float64Array(groups.sets.length * steps);
  const running = make(steps, counts);
  const isNumber = present.map((each, at) => (histograms?.[at] === undefined ? each : 0));
  for (let row = 0; row < sets.length; row += 1)
    running.add(values, isNumber, row * steps, (groups.ofRow[row] as number) * steps);
  context.budget.spend(values.length, node.position);
  const numbers = running.finish(counts);
  const builder = new BlockBuilder(steps, groups.sets.length);
  for (const set of groups.sets) {
    const offset = builder.add(set);
    for (let at = offset; at < offset + steps; at += 1) {
      const total = totals[at];
      const hasNumbers = (counts[at] as number) > 0;
      if (total === undefined && hasNumbers) builder.set(at, numbers[at] as number);
      if (total?.histogram !== undefined && !hasNumbers) builder.set(at, compact(total.histogram));
    }
  }
  return builder.finish();
}

function totalsOf(
  { present, steps, histograms = [] }: Block,
  groups: Groups,
  isMean: boolean,
): readonly (Total | undefined)[] {
  const totals: (Total | undefined)[] = [];
  for (const [at, histogram] of histograms.entries()) {
    if (histogram === undefined || present[at] === 0) continue;
    const place = (groups.ofRow[Math.floor(at / steps)] as number) * steps + (at % steps);
    totals[place] = plus(totals[place], histogram, isMean);
  }
  return totals;
}

function plus(total: Total | undefined, histogram: NativeHistogram, isMean: boolean): Total {
  if (total === undefined) return { count: 1, histogram };
  const count = total.count + 1;
  if (total.histogram === undefined) return { count, histogram: undefined };
  return {
    count,
    histogram: isMean
      ? movedMean(total.histogram, histogram, count)
      : add(total.histogram, histogram),
  };
}
