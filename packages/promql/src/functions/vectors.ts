import { BlockBuilder, dropNames, numbersOf, type Block } from "../evaluate/block.ts";
import type { Context, Grid } from "../evaluate/context.ts";
import type { ScalarNode, VectorNode } from "../evaluate/nodes.ts";
import { emptyLabels, LabelSet, metricName } from "../label-set.ts";
import type { Matcher, Position } from "../types.ts";

/** A function of each value, and of numbers beside it that may differ from step to step. */
export function mapValues(
  input: VectorNode,
  parameters: readonly ScalarNode[],
  change: (value: number, first: number, second: number) => number | undefined,
  position: Position,
): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const [first, second] = parameters.map((each) => each.evaluate(context, grid));
      const block = numbersOf(input.evaluate(context, grid));
      const { values, present, steps } = block;
      for (let at = 0; at < values.length; at += 1) {
        if (present[at] === 0) continue;
        const step = at % steps;
        const value = change(values[at] as number, first?.[step] ?? 1, second?.[step] ?? 1);
        if (value === undefined) present[at] = 0;
        else values[at] = value;
      }
      return dropNames(block, position);
    },
  };
}

/** One series without labels. */
export function fromScalar(input: ScalarNode): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => oneRow(emptyLabels, input.evaluate(context, grid)),
  };
}

/** The evaluation's own time in seconds. */
export function timesOf(grid: Grid): Float64Array {
  return Float64Array.from(
    { length: grid.count },
    (_, index) => (grid.start + index * grid.step) / 1000,
  );
}

/** `timestamp(v)`: of a selector the samples' own times, of the rest that of the evaluation. */
export function timestamps(input: VectorNode, position: Position): VectorNode {
  const evaluated = (context: Context, grid: Grid): Block => {
    const block = input.evaluate(context, grid);
    const times = timesOf(grid);
    for (let at = 0; at < block.values.length; at += 1)
      block.values[at] = times[at % block.steps] as number;
    return { ...block, histograms: undefined };
  };
  const read = input.times ?? evaluated;
  return {
    type: "vector",
    evaluate: (context, grid) => dropNames(read(context, grid), position),
  };
}

/** The value of the only series, else NaN. */
export function toScalar(input: VectorNode): ScalarNode {
  return {
    type: "scalar",
    evaluate: (context, grid) => {
      const { values, present, steps } = numbersOf(input.evaluate(context, grid));
      const result = new Float64Array(grid.count);
      const counts = new Uint32Array(grid.count);
      for (let at = 0; at < values.length; at += 1) {
        if (present[at] === 0) continue;
        const step = at % steps;
        counts[step] = (counts[step] as number) + 1;
        result[step] = values[at] as number;
      }
      return result.map((value, step) => (counts[step] === 1 ? value : Number.NaN));
    },
  };
}

/** `absent(v)`: 1 where nothing is, with the labels that the selector asks for by `=`. */
export function absent(input: VectorNode, matchers: readonly Matcher[] | undefined): VectorNode {
  const set = absentLabels(matchers);
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const { present, steps } = input.evaluate(context, grid);
      const values = new Float64Array(grid.count).fill(1);
      const missing = new Uint8Array(grid.count).fill(1);
      for (let at = 0; at < present.length; at += 1) if (present[at] === 1) missing[at % steps] = 0;
      return { sets: [set], values, present: missing, steps: grid.count, histograms: undefined };
    },
  };
}

function absentLabels(matchers: readonly Matcher[] = []): LabelSet {
  const chosen = new Map<string, string | undefined>();
  for (const { name, type, value } of matchers) {
    if (name === metricName) continue;
    // A label that is asked for twice is in doubt.
    chosen.set(name, type === "=" && !chosen.has(name) ? value : undefined);
  }
  let set = emptyLabels;
  for (const [name, value] of chosen) set = set.with(name, value ?? "");
  return set;
}

export function oneRow(set: LabelSet, values: Float64Array): Block {
  const builder = new BlockBuilder(values.length, 1);
  builder.add(set);
  builder.values.set(values);
  builder.present.fill(1);
  return builder.finish();
}
