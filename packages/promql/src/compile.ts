import { compileAggregation } from "./aggregations/compile.ts";
import { compileBinary } from "./binary/compile.ts";
import { PromqlError } from "./errors.ts";
import { dropNames } from "./evaluate/block.ts";
import type { MatrixNode, Node, ScalarNode, VectorNode } from "./evaluate/nodes.ts";
import { compileRange, compileSelector } from "./evaluate/selector.ts";
import { compileSubquery } from "./evaluate/subquery.ts";
import { compileCall } from "./functions/compile.ts";
import { scale } from "./histograms/arithmetic.ts";
import type { Call, Expression, Unary } from "./syntax/tree-types.ts";

/**
 * A checked expression as something that can be evaluated, again and again. `isCountsOnly`: of native histograms, the buckets
 * are not asked for.
 */
export function compile(expression: Expression, isVersion2: boolean, isCountsOnly = false): Node {
  const compiled = (each: Expression): Node => compile(each, isVersion2, isCountsOnly);
  switch (expression.kind) {
    case "number":
      return {
        type: "scalar",
        evaluate: (_, grid) => new Float64Array(grid.count).fill(expression.value),
      };
    case "string":
      return { type: "string", value: expression.value };
    case "paren":
      return compiled(expression.expression);
    case "selector":
      return compileSelector(expression, isCountsOnly);
    case "range":
      return compileRange(expression, isCountsOnly);
    case "subquery":
      return compileSubquery(expression, compiled(expression.expression) as VectorNode);
    case "unary":
      return compileUnary(expression, compiled(expression.expression));
    case "binary":
      return compileBinary(
        expression,
        compiled(expression.left),
        compiled(expression.right),
        isVersion2,
      );
    case "aggregation": {
      const inputs = expression.arguments.map(compiled);
      const parameter = inputs.length > 1 ? inputs[0] : undefined;
      return compileAggregation(expression, parameter, inputs.at(-1) as VectorNode, isVersion2);
    }
    case "call":
      return compileChecked(expression, isVersion2, isCountsOnly);
  }
}

/** Whether a function reads the buckets; of others, it depends on the function around them. */
const readsBuckets: ReadonlyMap<string, boolean> = new Map([
  ["histogram_count", false],
  ["histogram_sum", false],
  ["histogram_avg", false],
  ["histogram_quantile", true],
  ["histogram_fraction", true],
]);

function compileChecked(
  call: Call,
  isVersion2: boolean,
  isCountsOnly: boolean,
): VectorNode | ScalarNode {
  const reads = readsBuckets.get(call.name) ?? !isCountsOnly;
  const inputs = call.arguments.map((each) => compile(each, isVersion2, !reads));
  const node = compileCall(call, inputs, isVersion2);
  if (node !== undefined) return node;
  throw new PromqlError(
    "PROMENADE_PROMQL_UNSUPPORTED",
    `${call.name}() is not supported (character ${call.position.from + 1}).`,
    call.position,
  );
}

function compileUnary(
  { isNegative, position }: Unary,
  input: Node,
): VectorNode | ScalarNode | MatrixNode {
  if (input.type === "scalar")
    return {
      type: "scalar",
      evaluate: (context, grid) => {
        const values = input.evaluate(context, grid);
        return isNegative ? values.map((value) => -value) : values;
      },
    };
  const vector = input as VectorNode;
  if (!isNegative) return { type: "vector", evaluate: vector.evaluate };
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const block = vector.evaluate(context, grid);
      for (let at = 0; at < block.values.length; at += 1)
        block.values[at] = -(block.values[at] as number);
      const histograms = block.histograms?.map((each) => each && scale(each, -1));
      return dropNames({ ...block, histograms }, position, true);
    },
  };
}
