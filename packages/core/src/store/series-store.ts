import type { MetricDefinition } from "../definitions.ts";
import { makeFind, type Find } from "./find.ts";
import type { MetricHost } from "./host.ts";
import type { LabelValues } from "./label-values.ts";
import { grown, SeriesTable } from "./series-table.ts";

/** Stands for every value past a limit. */
export const overflowValue = "__overflow__";

/** Series past the limit that may still keep all but one of their label values. */
const foldedSeriesLimit = 100;

/** A series held by somebody; the slot is -1 after its removal. */
export interface SeriesHandle {
  slot: number;
}

/**
 * The series of one metric: label ids in a table, values in one Float64Array, `stride` numbers per series.
 * Slots are stable; a removed one is reused by a later series.
 */
export class SeriesStore {
  readonly definition: MetricDefinition;
  readonly owner: string;
  readonly stride: number;
  readonly table: SeriesTable;
  readonly labels: readonly LabelValues[];
  /** The slot of a labels object, or -1. */
  find: Find;
  values: Float64Array;
  /** Slots in use or freed: rendering walks 0 … slots - 1 and skips the free ones. */
  slots = 0;
  /** Series that are live. */
  size = 0;
  protected readonly host: MetricHost;
  readonly #handles = new Map<number, SeriesHandle>();
  readonly #free: number[] = [];
  /** Per label: value id → series of this metric that use it. */
  readonly #usage: readonly Map<number, number>[];
  readonly #key: Int32Array;
  readonly #valueLimit: number;

  constructor(definition: MetricDefinition, host: MetricHost, owner: string, stride: number) {
    this.definition = definition;
    this.host = host;
    this.owner = owner;
    this.stride = stride;
    const arity = definition.labels.length;
    this.labels = definition.labels.map((name) => host.labelValues(name));
    this.table = new SeriesTable(arity);
    this.values = new Float64Array((arity === 0 ? 1 : 8) * stride);
    this.#key = new Int32Array(arity);
    this.#usage = definition.labels.map(() => new Map<number, number>());
    this.#valueLimit = definition.labelLimit ?? host.valueLimit;
    // Generating code takes a moment, and an app that starts has many metrics: it is done at the first record.
    this.find =
      arity === 0
        ? () => this.slots - 1
        : (first) => (this.find = makeFind(this.table, this.labels))(first);
    if (arity === 0 && definition.kind === "event") this.#claim();
  }

  isLive(slot: number): boolean {
    return this.labels.length === 0
      ? this.size === 1
      : this.table.ids[slot * this.labels.length] !== -1;
  }

  /** The slot of a labels object, made when it is new; -1 when the object cannot be read. */
  resolve(labels: unknown): number {
    if (this.labels.length === 0) return this.size === 1 ? 0 : this.#claim();
    return this.slotOf(labels);
  }

  /** The hot path of {@link resolve}: known labels cost one lookup. */
  slotOf(labels: unknown): number {
    if (typeof labels !== "object" || labels === null) return this.#reject();
    try {
      const found = this.find(labels as Readonly<Record<string, unknown>>);
      return found === -1 ? this.#create(labels as Readonly<Record<string, unknown>>) : found;
    } catch {
      // A getter or a toString of the host's object threw.
      return this.#reject();
    }
  }

  /** Drops a record and counts it. */
  bad(): void {
    this.host.onBadInput(this.definition.name);
  }

  /** The one handle of a series; every binding of the same labels shares it. */
  protected handle<H extends SeriesHandle>(slot: number, make: () => H): H {
    const known = this.#handles.get(slot);
    if (known !== undefined) return known as H;
    const made = make();
    if (slot !== -1) this.#handles.set(slot, made);
    return made;
  }

  /** Gives a handle whose series was removed a series again. */
  protected revive(handle: SeriesHandle, labels: unknown): number {
    const slot = this.resolve(labels);
    if (slot !== -1 && !this.#handles.has(slot)) {
      handle.slot = slot;
      this.#handles.set(slot, handle);
    }
    return slot;
  }

  removeLabels(labels: unknown): void {
    if (this.labels.length === 0) return this.removeSlot(0);
    if (typeof labels !== "object" || labels === null) return;
    try {
      const values = this.labels.map(
        ({ name }) => (labels as Readonly<Record<string, unknown>>)[name],
      );
      this.removeSlot(this.#peek(values));
    } catch {
      this.#reject();
    }
  }

  removeSlot(slot: number): void {
    if (slot < 0 || slot >= this.slots || !this.isLive(slot)) return;
    const handle = this.#handles.get(slot);
    if (handle !== undefined) handle.slot = -1;
    this.#handles.delete(slot);
    const arity = this.labels.length;
    for (let at = 0; at < arity; at += 1) {
      const id = this.table.ids[slot * arity + at] as number;
      const usage = this.#usage[at] as Map<number, number>;
      const users = usage.get(id) ?? 1;
      if (users === 1) usage.delete(id);
      else usage.set(id, users - 1);
      this.labels[at]?.release(id);
    }
    if (arity > 0) this.table.remove(slot);
    this.values.fill(0, slot * this.stride, (slot + 1) * this.stride);
    this.size -= 1;
    this.#free.push(slot);
  }

  clear(): void {
    for (let slot = 0; slot < this.slots; slot += 1) this.removeSlot(slot);
  }

  #reject(): number {
    this.bad();
    return -1;
  }

  #create(labels: Readonly<Record<string, unknown>>): number {
    let values: readonly unknown[] = this.labels.map(({ name }, at) =>
      this.#admit(at, labels[name]),
    );
    if (this.size >= this.host.seriesLimit && this.#peek(values) === -1)
      values = this.#fold(values);
    for (let at = 0; at < values.length; at += 1) {
      this.#key[at] = (this.labels[at] as LabelValues).intern(values[at]);
    }
    const known = this.table.find(this.#key);
    if (known !== -1) return known;
    const slot = this.#claim();
    this.table.insert(this.#key, slot);
    for (let at = 0; at < values.length; at += 1) {
      const id = this.#key[at] as number;
      const usage = this.#usage[at] as Map<number, number>;
      usage.set(id, (usage.get(id) ?? 0) + 1);
      this.labels[at]?.retain(id);
    }
    return slot;
  }

  /** The slot of these values without interning: a value that leads nowhere must not stay in the dictionary. */
  #peek(values: readonly unknown[]): number {
    for (let at = 0; at < values.length; at += 1) {
      const id = (this.labels[at] as LabelValues).idOf(values[at]);
      if (id === undefined) return -1;
      this.#key[at] = id;
    }
    return this.table.find(this.#key);
  }

  /** The value itself, or the overflow value when this metric has enough values of the label. */
  #admit(at: number, value: unknown): unknown {
    const usage = this.#usage[at] as Map<number, number>;
    if (usage.size < this.#valueLimit) return value;
    const values = this.labels[at] as LabelValues;
    const id = values.idOf(value);
    if (id !== undefined && usage.has(id)) return value;
    this.host.onOverflow(this.definition.name, values.name);
    return overflowValue;
  }

  /** Too many combinations: the label with most values gives way; when even that is not enough, all do. */
  #fold(values: readonly unknown[]): readonly unknown[] {
    let widest = 0;
    for (let at = 1; at < values.length; at += 1) {
      if ((this.#usage[at]?.size ?? 0) > (this.#usage[widest]?.size ?? 0)) widest = at;
    }
    this.host.onOverflow(this.definition.name, this.labels[widest]?.name ?? "");
    const isFull = this.size >= this.host.seriesLimit + foldedSeriesLimit;
    return values.map((value, at) => (at === widest || isFull ? overflowValue : value));
  }

  #claim(): number {
    this.size += 1;
    if (this.labels.length === 0) return this.#claimOnly();
    const freed = this.host.isRendering ? undefined : this.#free.pop();
    if (freed !== undefined) return freed;
    const slot = this.slots;
    if ((slot + 1) * this.stride > this.values.length)
      this.values = grown(this.values, (slot + 1) * this.stride);
    this.slots = slot + 1;
    return slot;
  }

  /** Without labels there is one series, at slot 0 for ever. */
  #claimOnly(): number {
    this.slots = 1;
    return 0;
  }
}
