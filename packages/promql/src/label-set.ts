import type { Labels } from "./types.ts";

export const metricName = "__name__";

/** What says what a metric is: its name, and with Prometheus's `type-and-unit-labels` also the other two. */
const metadata: readonly string[] = [metricName, "__type__", "__unit__"];

const known = new WeakMap<Labels, LabelSet>();

/**
 * The labels of one series, sorted by name. What is computed once, such as the key, stays for as long as the source
 * keeps its labels object, so a repeated query finds it again.
 */
export class LabelSet {
  readonly names: readonly string[];
  readonly values: readonly string[];
  #key: string | undefined;
  #nameless: LabelSet | undefined;
  #partnerKey: string | undefined;
  #labels: Labels | undefined;

  constructor(names: readonly string[], values: readonly string[], labels?: Labels) {
    this.names = names;
    this.values = values;
    this.#labels = labels;
  }

  /** The set of a source's labels. An empty value is as good as none. */
  static of(labels: Labels): LabelSet {
    let set = known.get(labels);
    if (set === undefined) {
      const names = Object.keys(labels).filter((name) => labels[name] !== "");
      if (!isSorted(names)) names.sort(compareText);
      set = new LabelSet(
        names,
        names.map((name) => labels[name] as string),
        Object.keys(labels).length === names.length ? labels : undefined,
      );
      known.set(labels, set);
    }
    return set;
  }

  /** As plain data, for the result. */
  get labels(): Labels {
    this.#labels ??= Object.fromEntries(
      this.names.map((name, index) => [name, this.values[index] as string]),
    );
    return this.#labels;
  }

  /** The same for the same labels, and for no others. */
  get key(): string {
    this.#key ??= this.keyWithout(noNames);
    return this.#key;
  }

  /** Without the metric's name, type and unit: a function's result is another metric. */
  get nameless(): LabelSet {
    this.#nameless ??= this.without(metadata);
    return this.#nameless;
  }

  /** By which a series finds its partner: all but the name. */
  get partnerKey(): string {
    this.#partnerKey ??= this.names.some((name) => name !== metricName && metadata.includes(name))
      ? this.without([metricName]).key
      : this.nameless.key;
    return this.#partnerKey;
  }

  get(name: string): string {
    const { names } = this;
    for (let index = 0; index < names.length; index += 1)
      if (names[index] === name) return this.values[index] as string;
    return "";
  }

  /** A key of the labels that are named, in that order. The lengths keep apart what only looks the same. */
  keyOf(names: readonly string[]): string {
    if (names.length === 1) return this.get(names[0] as string);
    let key = "";
    for (const name of names) {
      const value = this.get(name);
      key += `${value.length}:${value}`;
    }
    return key;
  }

  keyWithout(names: ReadonlySet<string>): string {
    let key = "";
    for (let index = 0; index < this.names.length; index += 1) {
      const name = this.names[index] as string;
      if (names.has(name)) continue;
      const value = this.values[index] as string;
      key += `${name.length}:${name}${value.length}:${value}`;
    }
    return key;
  }

  only(names: readonly string[]): LabelSet {
    return this.#filter((name) => names.includes(name));
  }

  without(names: readonly string[]): LabelSet {
    return this.#filter((name) => !names.includes(name));
  }

  /** With one label set, or removed when the value is empty. */
  with(name: string, value: string): LabelSet {
    if (this.get(name) === value) return this;
    const rest = this.#filter((other) => other !== name);
    if (value === "") return rest;
    let at = rest.names.findIndex((other) => compareText(other, name) > 0);
    if (at === -1) at = rest.names.length;
    return new LabelSet(rest.names.toSpliced(at, 0, name), rest.values.toSpliced(at, 0, value));
  }

  #filter(isKept: (name: string) => boolean): LabelSet {
    const names: string[] = [];
    const values: string[] = [];
    for (let index = 0; index < this.names.length; index += 1) {
      const name = this.names[index] as string;
      if (!isKept(name)) continue;
      names.push(name);
      values.push(this.values[index] as string);
    }
    if (names.length === this.names.length) return this;
    return names.length === 0 ? emptyLabels : new LabelSet(names, values);
  }
}

export const emptyLabels = new LabelSet([], []);

const noNames: ReadonlySet<string> = new Set();

/** Prometheus's order of series: label by label, the name before the value, and the shorter set first. */
export function compareLabels(one: LabelSet, other: LabelSet): number {
  const length = Math.min(one.names.length, other.names.length);
  for (let index = 0; index < length; index += 1) {
    const order =
      compareText(one.names[index] as string, other.names[index] as string) ||
      compareText(one.values[index] as string, other.values[index] as string);
    if (order !== 0) return order;
  }
  return one.names.length - other.names.length;
}

export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function isSorted(names: readonly string[]): boolean {
  for (let index = 1; index < names.length; index += 1)
    if ((names[index - 1] as string) > (names[index] as string)) return false;
  return true;
}

/** As PromQL writes it: `name{label="value"}`. */
export function describeLabels(set: LabelSet): string {
  const pairs = set.names.flatMap((name, index) =>
    name === metricName ? [] : [`${name}=${JSON.stringify(set.values[index])}`],
  );
  return `${set.get(metricName)}{${pairs.join(", ")}}`;
}
