import type { SyntaxNode } from "@lezer/common";
import { error, warning } from "./finding.ts";
import {
  describe,
  isDisjoint,
  labelSet,
  noLabels,
  union,
  withLabels,
  without,
  type LabelSet,
} from "./label-set.ts";
import { children, labelNames, type Tree } from "./tree.ts";
import { requireLabels, type Result, type Walk } from "./walk.ts";

interface Matching {
  readonly on: readonly string[] | undefined;
  readonly ignoring: readonly string[];
  /** Which side may have several results for one of the other. */
  readonly many: "left" | "right" | undefined;
  readonly included: readonly string[];
}

/** What two operands give together, after checking that they can match at all. */
export function binaryResult(walk: Walk, node: SyntaxNode, left: Result, right: Result): Result {
  const selectors = [...left.selectors, ...right.selectors];
  for (const { kind } of [left, right]) {
    if (kind === "matrix")
      walk.problems.push(
        error("target-promql-rule", "an operator takes no range: put rate() around it", node.from),
      );
  }
  if (left.kind === "scalar" && right.kind === "scalar")
    return { kind: "scalar", labels: noLabels, selectors };
  const vector = (labels: LabelSet): Result => ({ kind: "vector", labels, selectors });
  if (left.kind === "scalar") return vector(right.labels);
  if (right.kind === "scalar") return vector(left.labels);
  const clause = node.getChild("MatchingModifierClause");
  const matching = read(clause, walk.tree.textOf);
  if (clause !== null) checkNames(walk, clause, matching, left, right);
  if (node.getChild("Or") !== null) return vector(union(left.labels, right.labels));
  if (node.getChild("Unless") !== null) return vector(left.labels);
  checkMatch(walk, node, matching, left, right);
  if (node.getChild("And") !== null) return vector(left.labels);
  if (matching.many !== undefined) {
    const many = matching.many === "left" ? left : right;
    return vector(withLabels(many.labels, matching.included));
  }
  checkUnique(walk, node, matching, left);
  if (matching.on !== undefined) return vector(labelSet(matching.on));
  return vector(without(left.labels, matching.ignoring));
}

function checkNames(
  walk: Walk,
  clause: SyntaxNode,
  { on, ignoring, many, included }: Matching,
  left: Result,
  right: Result,
): void {
  requireLabels(walk, clause, "on", on ?? [], [left.labels, right.labels]);
  for (const label of ignoring) {
    // Ignoring is for a label that one side has.
    if (!left.labels.isOpen && !right.labels.isOpen)
      requireLabels(walk, clause, "ignoring", [label], [union(left.labels, right.labels)]);
  }
  if (many !== undefined) {
    const one = many === "left" ? right : left;
    requireLabels(walk, clause, `group_${many}`, included, [one.labels]);
  }
}

function checkMatch(
  walk: Walk,
  node: SyntaxNode,
  { on, ignoring }: Matching,
  left: Result,
  right: Result,
): void {
  if (on !== undefined) return;
  const [a, b] = [without(left.labels, ignoring), without(right.labels, ignoring)];
  if (isDisjoint(a, b))
    walk.problems.push(
      error(
        "never-matches",
        `the left side has ${describe(a)}, the right side ${describe(b)}: nothing matches; group both alike, or use on (…)`,
        node.from,
      ),
    );
}

function checkUnique(walk: Walk, node: SyntaxNode, { on }: Matching, left: Result): void {
  if (on === undefined || left.labels.isOpen) return;
  const more = [...left.labels.always].filter((label) => !on.includes(label));
  if (more.length > 0)
    walk.problems.push(
      warning(
        "match-not-unique",
        `the left side also has ${more.join(", ")}: where that gives several results for one match, the query fails; add group_left`,
        node.from,
      ),
    );
}

function read(clause: SyntaxNode | null, textOf: Tree["textOf"]): Matching {
  const names: (readonly string[])[] = [];
  let included: readonly string[] = [];
  let isGroup = false;
  for (const child of children(clause)) {
    if (child.name === "GroupLeft" || child.name === "GroupRight") isGroup = true;
    if (child.name !== "GroupingLabels") continue;
    if (isGroup) included = labelNames(child, textOf);
    else names.push(labelNames(child, textOf));
  }
  const isOn = clause?.getChild("On") !== null && clause !== null;
  const isLeft = clause?.getChild("GroupLeft") !== null && clause !== null;
  const isRight = clause?.getChild("GroupRight") !== null && clause !== null;
  return {
    on: isOn ? (names[0] ?? []) : undefined,
    ignoring: isOn ? [] : (names[0] ?? []),
    many: isLeft ? "left" : isRight ? "right" : undefined,
    included,
  };
}
