/** The labels that the results of an expression have. */
export interface LabelSet {
  /** Labels of every result. */
  readonly always: ReadonlySet<string>;
  /** Labels of some results: of one side of an `or`. */
  readonly sometimes: ReadonlySet<string>;
  /** Something unknown takes part, so any label may be there. */
  readonly isOpen: boolean;
}

export const noLabels: LabelSet = { always: new Set(), sometimes: new Set(), isOpen: false };
export const anyLabels: LabelSet = { ...noLabels, isOpen: true };

export function labelSet(labels: Iterable<string>): LabelSet {
  return { ...noLabels, always: new Set(labels) };
}

export function has(set: LabelSet, label: string): boolean {
  return set.isOpen || set.always.has(label) || set.sometimes.has(label);
}

export function without(set: LabelSet, labels: readonly string[]): LabelSet {
  const keep = (from: ReadonlySet<string>): ReadonlySet<string> =>
    new Set([...from].filter((label) => !labels.includes(label)));
  return { always: keep(set.always), sometimes: keep(set.sometimes), isOpen: set.isOpen };
}

export function withLabels(set: LabelSet, labels: readonly string[]): LabelSet {
  return { ...set, always: new Set([...set.always, ...labels]) };
}

/** The result of `or`. */
export function union(a: LabelSet, b: LabelSet): LabelSet {
  const all = [...a.always, ...b.always, ...a.sometimes, ...b.sometimes];
  const isAlways = (label: string): boolean => a.always.has(label) && b.always.has(label);
  return {
    always: new Set(all.filter(isAlways)),
    sometimes: new Set(all.filter((label) => !isAlways(label))),
    isOpen: a.isOpen || b.isOpen,
  };
}

/** Whether both certainly have different labels, so that they can never match. */
export function isDisjoint(a: LabelSet, b: LabelSet): boolean {
  if (a.isOpen || b.isOpen || a.sometimes.size > 0 || b.sometimes.size > 0) return false;
  return a.always.size !== b.always.size || [...a.always].some((label) => !b.always.has(label));
}

export function describe(set: LabelSet): string {
  const names = [...set.always, ...set.sometimes];
  return names.length === 0 ? "no labels" : names.join(", ");
}
