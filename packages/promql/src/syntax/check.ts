import { PromqlError } from "../errors.ts";
import type { Position } from "../types.ts";
import { checkBinary } from "./check-binary.ts";
import { signatures } from "./signatures.ts";
import type { Aggregation, Call, Expression, ValueType } from "./tree-types.ts";

const parameterTypes: Readonly<Record<string, ValueType>> = {
  topk: "scalar",
  bottomk: "scalar",
  limitk: "scalar",
  limit_ratio: "scalar",
  quantile: "scalar",
  count_values: "string",
};

const typeNames: Readonly<Record<ValueType, string>> = {
  scalar: "a number",
  string: "a text",
  vector: "an instant vector",
  matrix: "a range vector",
};

/**
 * The type of an expression, when all that is in it fits together.
 * @throws PromqlError
 */
export function check(expression: Expression, isVersion2: boolean): ValueType {
  switch (expression.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "selector":
      return "vector";
    case "range":
      return "matrix";
    case "paren":
      return check(expression.expression, isVersion2);
    case "unary": {
      const type = check(expression.expression, isVersion2);
      if (type === "scalar" || type === "vector") return type;
      throw wrong(
        expression.position,
        `A sign belongs to a number or an instant vector, not to ${typeNames[type]}`,
      );
    }
    case "subquery":
      expect(expression.expression, "vector", "A subquery", isVersion2);
      return "matrix";
    case "binary":
      return checkBinary(
        expression,
        check(expression.left, isVersion2),
        check(expression.right, isVersion2),
      );
    case "aggregation":
      return checkAggregation(expression, isVersion2);
    case "call":
      return checkCall(expression, isVersion2);
  }
}

function checkAggregation(node: Aggregation, isVersion2: boolean): ValueType {
  const { operator, position } = node;
  if (isVersion2 && operator.startsWith("limit"))
    throw wrong(position, `Prometheus 2 has no ${operator}`);
  const parameter = parameterTypes[operator];
  const expected = parameter === undefined ? 1 : 2;
  if (node.arguments.length !== expected)
    throw wrong(position, `${operator} takes ${expected} arguments, not ${node.arguments.length}`);
  expect(node.arguments.at(-1) as Expression, "vector", operator, isVersion2);
  if (parameter !== undefined)
    expect(node.arguments[0] as Expression, parameter, operator, isVersion2);
  return "vector";
}

function checkCall(node: Call, isVersion2: boolean): ValueType {
  const { name, position } = node;
  const signature = Object.hasOwn(signatures, name) ? signatures[name] : undefined;
  if (signature === undefined)
    throw new PromqlError(
      "PROMENADE_PROMQL_UNSUPPORTED",
      `${name}() is not supported (character ${position.from + 1}).`,
      position,
    );
  if (isVersion2 && signature.isSince3) throw wrong(position, `Prometheus 2 has no ${name}()`);
  const most = signature.isOpen ? Number.POSITIVE_INFINITY : signature.arguments.length;
  const least = signature.arguments.length - signature.optional;
  const count = node.arguments.length;
  if (count < least || count > most)
    throw wrong(
      position,
      `${name}() takes ${count < least ? `at least ${least}` : `at most ${most}`} arguments, not ${count}`,
    );
  for (const [index, argument] of node.arguments.entries())
    expect(
      argument,
      (signature.arguments[index] ?? signature.arguments.at(-1)) as ValueType,
      `${name}()`,
      isVersion2,
    );
  return signature.returns;
}

function expect(node: Expression, wanted: ValueType, place: string, isVersion2: boolean): void {
  const type = check(node, isVersion2);
  if (type === wanted) return;
  const hint = wanted === "matrix" && type === "vector" ? ", as in x[5m]" : "";
  throw wrong(node.position, `${place} takes ${typeNames[wanted]}${hint}, not ${typeNames[type]}`);
}

function wrong(position: Position, problem: string): PromqlError {
  return new PromqlError(
    "PROMENADE_PROMQL_TYPE",
    `${problem} (character ${position.from + 1}).`,
    position,
  );
}
