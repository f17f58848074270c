import type { SyntaxNode } from "@lezer/common";
import { checkBounds } from "./bounds.ts";
import { closest, resolveSeries } from "./catalogue.ts";
import { error, warning } from "./finding.ts";
import { anyLabels, labelSet } from "./label-set.ts";
import { placeholder } from "./macros.ts";
import { children, unquote } from "./tree.ts";
import type { MatcherUse, Result, SelectorUse, Walk } from "./walk.ts";

const changing = new Set(["rate", "irate", "increase"]);
/** Functions after which a counter's absolute value no longer shows. */
const counterReaders = new Set([...changing, "resets", "changes", "absent", "absent_over_time"]);
const counting = new Set(["count", "group", "count_over_time", "present_over_time", "timestamp"]);

/** Reads a selector, looks its metric up, and checks it where it stands. */
export function selectorResult(
  walk: Walk,
  node: SyntaxNode,
  place: Pick<SelectorUse, "functions" | "range" | "isShare">,
): Result {
  const { functions, range, isShare } = place;
  const { metric, matchers } = read(walk, node);
  const resolved =
    metric === undefined || walk.catalogue === undefined
      ? undefined
      : resolveSeries(walk.catalogue, metric);
  const use: SelectorUse = {
    metric,
    matchers,
    functions,
    isShare,
    range,
    from: node.from,
    resolved,
  };
  walk.selectors.push(use);
  if (metric !== undefined) checkMetric(walk, use, metric);
  const labels =
    resolved === undefined ? anyLabels : labelSet([...resolved.labels, ...walk.targetLabels]);
  return { kind: range === undefined ? "vector" : "matrix", labels, selectors: [use] };
}

function checkMetric(walk: Walk, use: SelectorUse, metric: string): void {
  const { resolved, functions, from } = use;
  checkUse(walk, use, metric);
  checkBounds(walk, use, metric);
  if (walk.catalogue === undefined) return;
  if (resolved === undefined) {
    const similar = closest(metric, walk.catalogue.keys());
    const hint = similar === undefined ? "" : `; did you mean ${similar}?`;
    walk.problems.push(error("unknown-metric", `no metric is called ${metric}${hint}`, from));
    return;
  }
  const known = [...resolved.labels, ...walk.targetLabels];
  for (const matcher of use.matchers) {
    if (known.includes(matcher.label) || matcher.label.startsWith(placeholder)) continue;
    walk.problems.push(
      error(
        "unknown-label",
        `${metric} has no label ${matcher.label}; it has ${known.join(", ")}`,
        matcher.from,
      ),
    );
  }
  if (resolved.entry.type === "histogram" && resolved.suffix === "")
    walk.problems.push(
      warning(
        "native-histogram",
        `${metric} has data under this name only where Prometheus stores native histograms; otherwise use ${metric}_bucket, _sum or _count`,
        from,
      ),
    );
  if (resolved.entry.type === "gauge" && functions.some((name) => changing.has(name)))
    walk.problems.push(
      error(
        "gauge-with-rate",
        `${metric} is a gauge: rate() and increase() read every fall as a restart`,
        from,
      ),
    );
}

/** A counter's own value says only when the process started. */
function checkUse(walk: Walk, { resolved, functions, from }: SelectorUse, metric: string): void {
  if (functions.some((name) => counterReaders.has(name) || counting.has(name))) return;
  if (resolved === undefined) {
    if (metric.endsWith("_total"))
      walk.problems.push(
        error(
          "target-counter-agg-rule",
          `${metric} looks like a counter: put it into rate() or increase()`,
          from,
        ),
      );
    return;
  }
  const { type } = resolved.entry;
  const grows = type === "counter" || (resolved.suffix !== "" && type !== "unknown");
  if (grows)
    walk.problems.push(
      error("counter-without-rate", `${metric} only grows: put it into rate() or increase()`, from),
    );
}

function read(walk: Walk, node: SyntaxNode): Pick<SelectorUse, "metric" | "matchers"> {
  const { textOf } = walk.tree;
  const identifier = node.getChild("Identifier");
  let metric = identifier === null ? undefined : textOf(identifier);
  const matchers: MatcherUse[] = [];
  for (const child of children(node.getChild("LabelMatchers"))) {
    if (child.name === "QuotedLabelName") metric = unquote(textOf(child));
    const operatorNode = child.getChild("MatchOp");
    if (operatorNode === null) continue;
    const parts = children(child);
    const [first] = parts;
    const last = parts.at(-1);
    if (first === undefined || last === undefined) continue;
    const label = first.name === "QuotedLabelName" ? unquote(textOf(first)) : textOf(first);
    const operator = textOf(operatorNode);
    const value = unquote(textOf(last));
    if (label !== "__name__") matchers.push({ label, operator, value, from: child.from });
    else if (operator === "=") metric = value;
  }
  const isVariable = metric?.includes(placeholder) === true || metric?.includes("$") === true;
  return { metric: isVariable ? undefined : metric, matchers };
}
