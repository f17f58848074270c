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

/** A checked expression as something that can be evaluated, again and again. */
export function compile(expression: Expression, isVersion2: boolean): Node {
  switch (expression.kind) {
    case "number":
      return {
        type: "scalar",
        evaluate: (_, grid) => new Float64Array(grid.count).fill(expression.value),
      };
    case "string":
      return { type: "string", value: expression.value };
    case "paren":
      return compile(expression.expression, isVersion2);
    case "selector":
      return compileSelector(expression);
    case "range":
      return compileRange(expression);
    case "subquery":
      return compileSubquery(expression, compile(expression.expression, isVersion2) as VectorNode);
    case "unary":
      return compileUnary(expression, compile(expression.expression, isVersion2));
    case "binary":
      return compileBinary(
        expression,
        compile(expression.left, isVersion2),
        compile(expression.right, isVersion2),
        isVersion2,
      );
    case "aggregation": {
      const inputs = expression.arguments.map((each) => compile(each, isVersion2));
      const parameter = inputs.length > 1 ? inputs[0] : undefined;
      return compileAggregation(expression, parameter, inputs.at(-1) as VectorNode, isVersion2);
    }
    case "call":
      return compileChecked(expression, isVersion2);
  }
}

function compileChecked(call: Call, isVersion2: boolean): VectorNode | ScalarNode {
  const inputs = call.arguments.map((each) => compile(each, isVersion2));
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
