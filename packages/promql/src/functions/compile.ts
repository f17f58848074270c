import { failed } from "../evaluate/context.ts";
import type { MatrixNode, Node, ScalarNode, StringNode, VectorNode } from "../evaluate/nodes.ts";
import { evaluateWindows, type RangeFunction } from "../evaluate/windows.ts";
import { measures } from "../histograms/measures.ts";
import type { Call } from "../syntax/tree-types.ts";
import { compileHistogram, histogramMeasures, mapHistograms } from "./histogram.ts";
import { labelJoin, labelReplace } from "./labels.ts";
import { ofOne, ofTime, withNumbers } from "./math.ts";
import { overTime } from "./over-time.ts";
import { extrapolated, lastTwo } from "./rate.ts";
import { regressions } from "./regression.ts";
import { sortByLabels, sortValues } from "./sort.ts";
import { compileSpecial } from "./special.ts";
import { mapValues } from "./vectors.ts";

/** Functions of windows; `isVersion2` decides how rates reach the window's ends. */
export function rangeFunction(name: string, isVersion2: boolean): RangeFunction | undefined {
  switch (name) {
    case "rate":
      return extrapolated({ isCounter: true, isRate: true }, isVersion2);
    case "increase":
      return extrapolated({ isCounter: true, isRate: false }, isVersion2);
    case "delta":
      return extrapolated({ isCounter: false, isRate: false }, isVersion2);
    case "irate":
      return lastTwo(true);
    case "idelta":
      return lastTwo(false);
    default:
      return overTime[name] ?? regressions[name];
  }
}

/** `name(…)`; the checks have seen to the number and the types of its arguments. */
export function compileCall(
  node: Call,
  input: readonly Node[],
  isVersion2: boolean,
): VectorNode | ScalarNode | undefined {
  const { name, position } = node;
  const vector = input.find((each): each is VectorNode => each.type === "vector");
  const matrix = input.find((each): each is MatrixNode => each.type === "matrix");
  const numbers = input.filter((each): each is ScalarNode => each.type === "scalar");
  const texts = input.filter((each): each is StringNode => each.type === "string");
  if (matrix !== undefined) {
    const definition = rangeFunction(name, isVersion2);
    if (definition !== undefined) return windows(node, definition, matrix, numbers);
  }
  const special = compileSpecial(node, vector, matrix, numbers);
  if (special !== undefined || vector === undefined) return special;
  const change = ofOne[name] ?? withNumbers[name];
  if (change !== undefined) return mapValues(vector, numbers, change, position);
  const timed = ofTime[name];
  if (timed !== undefined)
    return mapValues(vector, [], (value) => timed(new Date(Math.trunc(value) * 1000)), position);
  const measure = histogramMeasures[name];
  if (measure !== undefined) return compileHistogram(measure, numbers, vector, position);
  const ofNative = measures[name];
  if (ofNative !== undefined) return mapHistograms(vector, ofNative, position);
  switch (name) {
    case "label_replace":
      return labelReplace(vector, texts, position, isVersion2);
    case "label_join":
      return labelJoin(vector, texts, position, isVersion2);
    case "sort":
    case "sort_desc":
      return sortValues(vector, name === "sort_desc");
    case "sort_by_label":
    case "sort_by_label_desc":
      return sortByLabels(
        vector,
        texts.map(({ value }) => value),
        name === "sort_by_label_desc",
      );
    default:
      return undefined;
  }
}

function windows(
  { name, position }: Call,
  definition: RangeFunction,
  matrix: MatrixNode,
  numbers: readonly ScalarNode[],
): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const parameters = numbers.map((each) => each.evaluate(context, grid));
      const input = matrix.read(context, grid);
      if (name === "double_exponential_smoothing")
        for (const factor of parameters.flatMap((each) => [...each]))
          if (factor <= 0 || factor >= 1)
            throw failed(`The factors of ${name}() lie between 0 and 1, not ${factor}`, position);
      return evaluateWindows(definition, input, parameters, context, grid, position);
    },
  };
}
