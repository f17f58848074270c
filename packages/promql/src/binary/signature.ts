import type { LabelSet } from "../label-set.ts";
import type { Matching } from "../syntax/tree-types.ts";

/** The part of a series's labels by which it finds its partner. */
export function signatureOf({ isOn, labels }: Matching): (set: LabelSet) => string {
  if (isOn) return (set) => set.keyOf(labels);
  const excluded = new Set([...labels, "__name__"]);
  if (labels.length === 0) return (set) => set.partnerKey;
  return (set) => set.keyWithout(excluded);
}

/** Which steps have a value in any row. */
export function stepsWithValues(present: Uint8Array, steps: number): Uint8Array {
  const result = new Uint8Array(steps);
  for (let at = 0; at < present.length; at += 1) if (present[at] === 1) result[at % steps] = 1;
  return result;
}
