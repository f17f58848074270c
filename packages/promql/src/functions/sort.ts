import { numbersOf, type Block } from "../evaluate/block.ts";
import type { VectorNode } from "../evaluate/nodes.ts";
import { compareLabels, type LabelSet } from "../label-set.ts";
import { compareNumbers } from "../numbers.ts";

/** `sort` and `sort_desc`: NaN comes last in both, and native histograms are left out. They order an instant query; in a range they change nothing. */
export function sortValues(input: VectorNode, isDescending: boolean): VectorNode {
  const numbers: VectorNode = {
    type: "vector",
    evaluate: (context, grid) => numbersOf(input.evaluate(context, grid)),
  };
  return sorted(numbers, ({ values }) => (one, other) => {
    const [first, second] = [values[one] as number, values[other] as number];
    if (Number.isNaN(first) || Number.isNaN(second)) return compareNumbers(second, first);
    return isDescending ? compareNumbers(second, first) : compareNumbers(first, second);
  });
}

/** `sort_by_label`: by these labels, numbers in them by their size, then by all labels. */
export function sortByLabels(
  input: VectorNode,
  labels: readonly string[],
  isDescending: boolean,
): VectorNode {
  const sign = isDescending ? -1 : 1;
  const compare = (one: LabelSet, other: LabelSet): number => {
    for (const label of labels) {
      const order = compareNatural(one.get(label), other.get(label));
      if (order !== 0) return order;
    }
    return compareLabels(one, other);
  };
  return sorted(
    input,
    ({ sets }) =>
      (one, other) =>
        sign * compare(sets[one] as LabelSet, sets[other] as LabelSet),
  );
}

function sorted(
  input: VectorNode,
  compareOf: (block: Block) => (one: number, other: number) => number,
): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const block = input.evaluate(context, grid);
      if (block.steps !== 1) return block;
      const order = block.sets.map((_, index) => index).toSorted(compareOf(block));
      return {
        sets: order.map((row) => block.sets[row] as LabelSet),
        values: Float64Array.from(order, (row) => block.values[row] as number),
        present: Uint8Array.from(order, (row) => block.present[row] as number),
        steps: 1,
        histograms: block.histograms && order.map((row) => block.histograms?.[row]),
      };
    },
  };
}

function compareNatural(one: string, other: string): number {
  const parts = [one, other].map((text) => text.match(/\d+|\D+/g) ?? []);
  const [first = [], second = []] = parts;
  for (let index = 0; index < Math.min(first.length, second.length); index += 1) {
    const [left, right] = [first[index] as string, second[index] as string];
    if (left === right) continue;
    const isNumeric = /^\d/.test(left) && /^\d/.test(right);
    if (isNumeric && Number(left) !== Number(right)) return Number(left) - Number(right);
    if (isNumeric && left.length !== right.length) return left.length - right.length;
    return left < right ? -1 : 1;
  }
  return first.length - second.length;
}
