import type { MetricDefinition } from "../definitions.ts";
import type { BoundCounter, BoundGauge, BoundHistogram } from "../recorders.ts";
import { BucketFinder } from "./buckets.ts";
import type { Exemplar, MetricHost } from "./host.ts";
import { SeriesStore, type SeriesHandle } from "./series-store.ts";

/** A metric in the store: its series, and the recorder that plugins and apps hold. */
export type StoredMetric = StoredCounter | StoredGauge | StoredHistogram;

/** Values: one number per series. */
export class StoredCounter extends SeriesStore {
  readonly type = "counter";

  constructor(definition: MetricDefinition, host: MetricHost, owner: string) {
    super(definition, host, owner, 1);
  }

  inc(labels?: unknown, value: unknown = 1): void {
    if (this.labels.length === 0) return this.addAt(this.resolve(undefined), labels ?? 1);
    if (!isCount(value)) return this.bad();
    const slot = this.slotOf(labels);
    if (slot >= 0) (this.values[slot] as number) += value;
  }

  bind(labels?: unknown): BoundCounter {
    const slot = this.resolve(labels);
    return this.handle(slot, () => new CounterChild(this, slot, copy(labels)));
  }

  remove(labels?: unknown): void {
    this.removeLabels(labels);
  }

  /** Sets a total that is kept elsewhere. */
  setAt(slot: number, value: unknown): void {
    if (!isCount(value)) this.bad();
    else if (slot >= 0) this.values[slot] = value;
  }

  addAt(slot: number, value: unknown): void {
    if (!isCount(value)) this.bad();
    else if (slot >= 0) (this.values[slot] as number) += value;
  }

  /** @internal */
  revived(child: SeriesHandle, labels: unknown): number {
    return this.revive(child, labels);
  }
}

class CounterChild implements BoundCounter, SeriesHandle {
  slot: number;
  readonly #metric: StoredCounter;
  readonly #labels: unknown;

  constructor(metric: StoredCounter, slot: number, labels: unknown) {
    this.#metric = metric;
    this.slot = slot;
    this.#labels = labels;
  }

  inc(value?: number): void {
    const slot = this.slot;
    // The commonest call, kept to one branch and one add.
    if (value === undefined && slot >= 0) (this.#metric.values[slot] as number) += 1;
    else
      this.#metric.addAt(slot >= 0 ? slot : this.#metric.revived(this, this.#labels), value ?? 1);
  }
}

/** Values: one number per series. */
export class StoredGauge extends SeriesStore {
  readonly type = "gauge";

  constructor(definition: MetricDefinition, host: MetricHost, owner: string) {
    super(definition, host, owner, 1);
  }

  set(labels?: unknown, value?: unknown): void {
    if (this.labels.length === 0) return this.setAt(this.resolve(undefined), labels);
    if (!isFiniteNumber(value)) return this.bad();
    const slot = this.slotOf(labels);
    if (slot >= 0) this.values[slot] = value;
  }

  inc(labels?: unknown, value: unknown = 1): void {
    if (this.labels.length === 0) this.addAt(this.resolve(undefined), labels ?? 1);
    else this.addAt(this.slotOf(labels), value);
  }

  dec(labels?: unknown, value: unknown = 1): void {
    if (this.labels.length === 0) this.addAt(this.resolve(undefined), -Number(labels ?? 1));
    else this.addAt(this.slotOf(labels), -Number(value));
  }

  bind(labels?: unknown): BoundGauge {
    const slot = this.resolve(labels);
    return this.handle(slot, () => new GaugeChild(this, slot, copy(labels)));
  }

  remove(labels?: unknown): void {
    this.removeLabels(labels);
  }

  setAt(slot: number, value: unknown): void {
    if (!isFiniteNumber(value)) this.bad();
    else if (slot >= 0) this.values[slot] = value;
  }

  addAt(slot: number, value: unknown): void {
    if (!isFiniteNumber(value)) this.bad();
    else if (slot >= 0) (this.values[slot] as number) += value;
  }

  /** @internal */
  revived(child: SeriesHandle, labels: unknown): number {
    return this.revive(child, labels);
  }
}

class GaugeChild implements BoundGauge, SeriesHandle {
  slot: number;
  readonly #metric: StoredGauge;
  readonly #labels: unknown;

  constructor(metric: StoredGauge, slot: number, labels: unknown) {
    this.#metric = metric;
    this.slot = slot;
    this.#labels = labels;
  }

  set(value: number): void {
    this.#metric.setAt(this.#slot(), value);
  }

  inc(value = 1): void {
    this.#metric.addAt(this.#slot(), value);
  }

  dec(value = 1): void {
    this.#metric.addAt(this.#slot(), -value);
  }

  #slot(): number {
    return this.slot >= 0 ? this.slot : this.#metric.revived(this, this.#labels);
  }
}

/** Values per series: the sum, then one count per bucket, the +Inf bucket last. */
export class StoredHistogram extends SeriesStore {
  readonly type = "histogram";
  readonly buckets: BucketFinder;
  /** Slot → the latest exemplar of each bucket. */
  exemplars: Map<number, (Exemplar | undefined)[]> | undefined = undefined;
  /** Moves on with each scrape that showed the exemplars: a bucket takes one exemplar per cycle. */
  exemplarCycle = 0;

  constructor(definition: MetricDefinition, host: MetricHost, owner: string) {
    super(definition, host, owner, definition.buckets.length + 2);
    this.buckets = new BucketFinder(definition.buckets);
  }

  observe(labels?: unknown, value?: unknown): void {
    if (this.labels.length === 0) return this.observeAt(this.resolve(undefined), labels);
    if (!isFiniteNumber(value)) return this.bad();
    this.observeAt(this.slotOf(labels), value);
  }

  bind(labels?: unknown): BoundHistogram {
    const slot = this.resolve(labels);
    return this.handle(slot, () => new HistogramChild(this, slot, copy(labels)));
  }

  remove(labels?: unknown): void {
    this.removeLabels(labels);
  }

  override removeSlot(slot: number): void {
    this.exemplars?.delete(slot);
    super.removeSlot(slot);
  }

  observeAt(slot: number, value: unknown): void {
    if (!isFiniteNumber(value)) return this.bad();
    if (slot < 0) return;
    const bucket = this.buckets.find(value);
    const offset = slot * this.stride;
    (this.values[offset] as number) += value;
    (this.values[offset + 1 + bucket] as number) += 1;
    if (this.host.hasExemplars) this.#exemplify(slot, bucket, value);
  }

  #exemplify(slot: number, bucket: number, value: number): void {
    const series = this.exemplars?.get(slot);
    const known = series?.[bucket];
    if (known !== undefined && known.cycle === this.exemplarCycle) return;
    const labels = this.host.exemplar();
    if (labels === undefined) return;
    const fresh = { labels, value, timestamp: Date.now() / 1000, cycle: this.exemplarCycle };
    if (series !== undefined) {
      series[bucket] = fresh;
      return;
    }
    const buckets: (Exemplar | undefined)[] = Array.from({ length: this.stride - 1 });
    buckets[bucket] = fresh;
    (this.exemplars ??= new Map()).set(slot, buckets);
  }

  /** @internal */
  revived(child: SeriesHandle, labels: unknown): number {
    return this.revive(child, labels);
  }
}

class HistogramChild implements BoundHistogram, SeriesHandle {
  slot: number;
  readonly #metric: StoredHistogram;
  readonly #labels: unknown;

  constructor(metric: StoredHistogram, slot: number, labels: unknown) {
    this.#metric = metric;
    this.slot = slot;
    this.#labels = labels;
  }

  observe(value: number): void {
    this.#metric.observeAt(
      this.slot >= 0 ? this.slot : this.#metric.revived(this, this.#labels),
      value,
    );
  }
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && value - value === 0;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY;
}

/** The caller may change its object after binding. */
function copy(labels: unknown): unknown {
  return typeof labels === "object" && labels !== null ? { ...labels } : labels;
}
