import type { SyntaxNode } from "@lezer/common";
import { error } from "./finding.ts";
import {
  anyLabels,
  has,
  labelSet,
  noLabels,
  withLabels,
  without,
  type LabelSet,
} from "./label-set.ts";
import { placeholder } from "./macros.ts";
import { labelNames, unquote } from "./tree.ts";
import { requireLabels, type Result, type Walk } from "./walk.ts";

const ofRange = new Set([
  "changes",
  "delta",
  "deriv",
  "double_exponential_smoothing",
  "holt_winters",
  "idelta",
  "increase",
  "irate",
  "predict_linear",
  "rate",
  "resets",
]);
const keepingAggregations = new Set(["topk", "bottomk", "limitk", "limit_ratio"]);

export function isRangeFunction(name: string): boolean {
  return ofRange.has(name) || name.endsWith("_over_time");
}

/** What a function gives, after checking what it gets. */
export function functionResult(
  walk: Walk,
  node: SyntaxNode,
  name: string,
  argumentNodes: readonly SyntaxNode[],
  results: readonly Result[],
): Result {
  checkKinds(walk, node, name, results);
  const input = results.find(({ kind }) => kind === "vector" || kind === "matrix");
  const selectors = results.flatMap((result) => result.selectors);
  const vector = (labels: LabelSet): Result => ({ kind: "vector", labels, selectors });
  switch (name) {
    case "time":
    case "pi":
    case "scalar":
      return { kind: "scalar", labels: noLabels, selectors };
    case "vector":
      return vector(noLabels);
    case "absent":
    case "absent_over_time": {
      const matchers = selectors[0]?.matchers ?? [];
      return vector(
        labelSet(matchers.filter((each) => each.operator === "=").map((each) => each.label)),
      );
    }
    case "label_replace":
    case "label_join": {
      const target = argumentNodes[1] === undefined ? "" : walk.tree.textOf(argumentNodes[1]);
      return vector(withLabels(input?.labels ?? noLabels, [unquote(target)]));
    }
    case "histogram_quantile":
    case "histogram_fraction":
      checkBuckets(walk, node, name, input);
      return vector(without(input?.labels ?? noLabels, ["le"]));
    case "info":
      return vector(anyLabels);
    default:
      return vector(input?.labels ?? noLabels);
  }
}

/** What an aggregation gives, after checking its labels. */
export function aggregationResult(
  walk: Walk,
  node: SyntaxNode,
  name: string,
  argumentNodes: readonly SyntaxNode[],
  results: readonly Result[],
): Result {
  checkKinds(walk, node, name, results);
  const input = results.at(-1);
  const inner = input?.labels ?? noLabels;
  const selectors = input?.selectors ?? [];
  const modifier = node.getChild("AggregateModifier");
  const grouping = modifier?.getChild("GroupingLabels") ?? null;
  const labels = grouping === null ? [] : labelNames(grouping, walk.tree.textOf);
  const isWithout = modifier?.getChild("Without") !== null && modifier !== null;
  if (grouping !== null)
    requireLabels(walk, grouping, isWithout ? "without" : "by", labels, [inner]);
  const vector = (set: LabelSet): Result => ({ kind: "vector", labels: set, selectors });
  if (keepingAggregations.has(name)) return vector(inner);
  const isOpen = labels.some((label) => label.startsWith(placeholder));
  const kept = isWithout ? without(inner, labels) : { ...labelSet(labels), isOpen };
  if (name !== "count_values") return vector(kept);
  const [label] = argumentNodes;
  return vector(withLabels(kept, label === undefined ? [] : [unquote(walk.tree.textOf(label))]));
}

function checkKinds(walk: Walk, node: SyntaxNode, name: string, results: readonly Result[]): void {
  const hasRange = results.some(({ kind }) => kind === "matrix");
  if (isRangeFunction(name) === hasRange) return;
  walk.problems.push(
    error(
      "target-promql-rule",
      hasRange
        ? `${name}() takes no range: remove the […], or put rate() around it`
        : `${name}() needs a range, as in ${name}(x[$__rate_interval])`,
      node.from,
    ),
  );
}

function checkBuckets(walk: Walk, node: SyntaxNode, name: string, input: Result | undefined): void {
  const known = (input?.selectors ?? []).flatMap(({ resolved }) => resolved ?? []);
  if (known.length === 0 || input === undefined) return;
  const isClassic = known.some(({ suffix }) => suffix === "_bucket");
  const isNative = known.some(({ suffix, entry }) => suffix === "" && entry.type === "histogram");
  if (isClassic && !has(input.labels, "le"))
    walk.problems.push(
      error("quantile-lost-le", `${name}() needs the label le: group by (le, …)`, node.from),
    );
  if (!isClassic && !isNative)
    walk.problems.push(
      error(
        "quantile-without-buckets",
        `${name}() needs the _bucket series of a histogram`,
        node.from,
      ),
    );
}

/** Name of the function or aggregation at a node. */
export function nameOf(walk: Walk, node: SyntaxNode): string {
  const name = node.getChild("FunctionIdentifier") ?? node.getChild("AggregateOp");
  return name === null ? "" : walk.tree.textOf(name).toLowerCase();
}
