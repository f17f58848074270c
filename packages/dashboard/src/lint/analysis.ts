import type { SyntaxNode } from "@lezer/common";
import type { MacroUse } from "../macros.ts";
import { binaryResult } from "./binary.ts";
import type { Catalogue } from "./catalogue.ts";
import { error, type Problem } from "./finding.ts";
import { aggregationResult, functionResult, nameOf } from "./functions.ts";
import { anyLabels, noLabels, type LabelSet } from "./label-set.ts";
import { expandMacros } from "./macros.ts";
import { selectorResult } from "./selectors.ts";
import { isExpression, operands, parse, children } from "./tree.ts";
import type { Result, SelectorUse, Walk } from "./walk.ts";

export interface AnalysisOptions {
  /** Without it, only syntax and shape are checked. */
  readonly catalogue?: Catalogue | undefined;
  /** Labels that Prometheus adds to every series. Default: job and instance. */
  readonly targetLabels?: readonly string[] | undefined;
  /** Values for variables outside strings. */
  readonly samples?: Readonly<Record<string, string>> | undefined;
}

/** What is known about a query. Positions are of the text as its author wrote it. */
export interface Analysis {
  readonly problems: readonly Problem[];
  readonly selectors: readonly SelectorUse[];
  /** Labels of the results; `undefined` when the query does not parse. */
  readonly labels: LabelSet | undefined;
  readonly variables: readonly MacroUse[];
}

/** Beyond it a query is not written by a person, and the walk could run out of stack. */
const deepest = 1000;

interface Place {
  readonly depth: number;
  readonly functions: readonly string[];
  readonly isShare: boolean;
  readonly range: SelectorUse["range"];
}

/** Parses a query, Grafana's variables and macros included, and infers and checks its labels. */
export function analyse(expr: string, options: AnalysisOptions = {}): Analysis {
  const { text, uses, origin } = expandMacros(expr, options.samples);
  const tree = parse(text);
  if (tree.errors.length > 0 || tree.top === undefined) {
    // What follows the first error is a guess of the parser.
    const [first] = tree.errors;
    const isEmpty = text.trim() === "" || first === undefined;
    const message = isEmpty ? "the query is empty" : `this is not PromQL, near "${first.near}"`;
    const problem = error("target-promql-rule", message, origin(first?.from ?? 0));
    return { problems: [problem], selectors: [], labels: undefined, variables: uses };
  }
  const walk: Walk = {
    tree,
    catalogue: options.catalogue,
    targetLabels: options.targetLabels ?? ["job", "instance"],
    problems: [],
    selectors: [],
  };
  const result = visit(walk, tree.top, {
    depth: 0,
    functions: [],
    isShare: false,
    range: undefined,
  });
  if (result.kind === "matrix")
    walk.problems.push(error("target-promql-rule", "a range alone cannot be drawn: use rate()", 0));
  return {
    problems: walk.problems.map((problem) =>
      problem.position === undefined ? problem : { ...problem, position: origin(problem.position) },
    ),
    selectors: walk.selectors.map((use) => ({
      ...use,
      from: origin(use.from),
      range:
        use.range === undefined
          ? undefined
          : { ...use.range, text: expr.slice(origin(use.range.from), origin(use.range.to)) },
    })),
    labels: result.labels,
    variables: uses,
  };
}

function visit(walk: Walk, node: SyntaxNode, outer: Place): Result {
  const place = { ...outer, depth: outer.depth + 1 };
  if (place.depth > deepest) {
    if (walk.problems.every(({ rule }) => rule !== "query-too-deep"))
      walk.problems.push(error("query-too-deep", `nests over ${deepest} levels deep`, node.from));
    return { kind: "vector", labels: anyLabels, selectors: [] };
  }
  switch (node.name) {
    case "VectorSelector":
      return selectorResult(walk, node, place);
    case "MatrixSelector":
      return visitInner(walk, node, { ...place, range: rangeOf(walk, node) });
    case "SubqueryExpr":
      return { ...visitInner(walk, node, place), kind: "matrix" };
    case "AggregateExpr":
    case "FunctionCall": {
      const name = nameOf(walk, node);
      const inside = { ...place, functions: [...place.functions, name] };
      const nodes = operands(node);
      const results = nodes.map((each) => visit(walk, each, inside));
      const resultOf = node.name === "FunctionCall" ? functionResult : aggregationResult;
      return resultOf(walk, node, name, nodes, results);
    }
    case "BinaryExpr": {
      const inside = { ...place, isShare: place.isShare || node.getChild("Div") !== null };
      const [left, right] = operands(node).map((each) => visit(walk, each, inside));
      return left === undefined || right === undefined
        ? { kind: "scalar", labels: noLabels, selectors: [] }
        : binaryResult(walk, node, left, right);
    }
    case "NumberDurationLiteral":
      return { kind: "scalar", labels: noLabels, selectors: [] };
    case "StringLiteral":
      return { kind: "string", labels: noLabels, selectors: [] };
    default:
      return visitInner(walk, node, place);
  }
}

function visitInner(walk: Walk, node: SyntaxNode, place: Place): Result {
  const inner = children(node).find(isExpression);
  return inner === undefined
    ? { kind: "scalar", labels: noLabels, selectors: [] }
    : visit(walk, inner, place);
}

function rangeOf(walk: Walk, node: SyntaxNode): SelectorUse["range"] {
  const range = node.getChild("DurationExpr");
  return range === null
    ? undefined
    : { text: walk.tree.textOf(range), from: range.from, to: range.to };
}
