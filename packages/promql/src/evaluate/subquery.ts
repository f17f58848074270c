import type { Subquery } from "../syntax/tree-types.ts";
import type { NativeHistogram } from "../types.ts";
import type { Histograms } from "./block.ts";
import type { Context, Grid } from "./context.ts";
import type { MatrixNode, RangeRow, VectorNode } from "./nodes.ts";
import { readTimes } from "./selector.ts";

/** `expression[1h:5m]`: the expression at times that are multiples of the step. */
export function compileSubquery(node: Subquery, inner: VectorNode): MatrixNode {
  return {
    type: "matrix",
    read: (context, grid) => {
      const ends = readTimes(node, context, grid);
      const step = node.step ?? context.subqueryStep;
      const from = (ends[0] as number) - node.range;
      let start = step * Math.trunc(from / step);
      if (start < from || (start === from && !context.isVersion2)) start += step;
      const count = Math.floor(((ends.at(-1) as number) - start) / step) + 1;
      const rows = count < 1 ? [] : rowsOf(inner, context, { start, step, count }, node);
      return { rows, range: node.range, ends };
    },
  };
}

function* rowsOf(
  inner: VectorNode,
  context: Context,
  grid: Grid,
  { position }: Subquery,
): Iterable<RangeRow> {
  const { sets, values, present, steps, histograms } = inner.evaluate(context, grid);
  for (const [row, set] of sets.entries()) {
    const times = new Float64Array(steps);
    const kept = new Float64Array(steps);
    const kinds: Histograms | undefined = histograms === undefined ? undefined : [];
    let length = 0;
    for (let step = 0; step < steps; step += 1) {
      const at = row * steps + step;
      if (present[at] === 0) continue;
      times[length] = grid.start + step * grid.step;
      kept[length] = values[at] as number;
      if (kinds !== undefined) kinds[length] = withoutHint(histograms?.[at]);
      length += 1;
    }
    context.budget.spend(length, position);
    if (length > 0) yield { set, timestamps: times, values: kept, histograms: kinds, length };
  }
}

/** What a sample says of the one before it in its series is not true of the one before it here. */
function withoutHint(histogram: NativeHistogram | undefined): NativeHistogram | undefined {
  if (histogram === undefined || histogram.resetHint === "gauge") return histogram;
  return histogram.resetHint === "unknown" ? histogram : { ...histogram, resetHint: "unknown" };
}
