import type { SyntaxNode } from "@lezer/common";
import type { Catalogue, ResolvedSeries } from "./catalogue.ts";
import { error, type Problem } from "./finding.ts";
import { describe, has, type LabelSet } from "./label-set.ts";
import { placeholder } from "./macros.ts";
import type { Tree } from "./tree.ts";

/** One condition of a selector. */
export interface MatcherUse {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
  readonly from: number;
}

/** One place where a query names series. */
export interface SelectorUse {
  /** Absent when the name is a pattern or a variable. */
  readonly metric: string | undefined;
  readonly matchers: readonly MatcherUse[];
  /** Functions and aggregations around it, from the outside in. */
  readonly functions: readonly string[];
  /** Divided by something, or dividing it: a share or a mean. */
  readonly isShare: boolean;
  /** What stands between `[` and `]`. */
  readonly range: { readonly text: string; readonly from: number; readonly to: number } | undefined;
  readonly from: number;
  readonly resolved: ResolvedSeries | undefined;
}

/** What an expression gives. */
export interface Result {
  readonly kind: "scalar" | "string" | "vector" | "matrix";
  readonly labels: LabelSet;
  readonly selectors: readonly SelectorUse[];
}

/** What the walk over one query knows and collects. Positions are of the expanded text. */
export interface Walk {
  readonly tree: Tree;
  readonly catalogue: Catalogue | undefined;
  readonly targetLabels: readonly string[];
  readonly problems: Problem[];
  readonly selectors: SelectorUse[];
}

/** Reports labels that an operand does not have. */
export function requireLabels(
  walk: Walk,
  node: SyntaxNode,
  clause: string,
  labels: readonly string[],
  available: readonly LabelSet[],
): void {
  for (const label of labels) {
    if (label.startsWith(placeholder) || label === "__name__") continue;
    const lacking = available.find((set) => !has(set, label));
    if (lacking === undefined) continue;
    walk.problems.push(
      error(
        "unknown-label",
        `${clause} (${label}): there is no such label; there are ${describe(lacking)}`,
        node.from,
      ),
    );
  }
}
