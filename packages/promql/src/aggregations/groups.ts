import { emptyLabels, LabelSet } from "../label-set.ts";
import type { Aggregation } from "../syntax/tree-types.ts";

/** Which rows an aggregation puts together. */
export interface Groups {
  /** The labels of each group. */
  readonly sets: readonly LabelSet[];
  /** The group of each row. */
  readonly ofRow: Uint32Array;
}

type Grouping = Pick<Aggregation, "isWithout" | "grouping">;

/** Groups rows by the labels in `by (…)`, or by all but those in `without (…)` and the name. */
export function groupRows(rows: readonly LabelSet[], { isWithout, grouping }: Grouping): Groups {
  const sets: LabelSet[] = [];
  const known = new Map<string, number>();
  const ofRow = new Uint32Array(rows.length);
  const excluded = new Set([...grouping, "__name__"]);
  for (const [row, set] of rows.entries()) {
    const key = isWithout ? set.keyWithout(excluded) : set.keyOf(grouping);
    let group = known.get(key);
    if (group === undefined) {
      group = sets.length;
      known.set(key, group);
      sets.push(groupLabels(set, grouping, isWithout));
    }
    ofRow[row] = group;
  }
  return { sets, ofRow };
}

export function groupLabels(
  set: LabelSet,
  grouping: readonly string[],
  isWithout: boolean,
): LabelSet {
  if (isWithout) return set.without([...grouping, "__name__"]);
  return grouping.length === 0 ? emptyLabels : set.only(grouping);
}
