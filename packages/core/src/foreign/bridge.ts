import type { MetricType } from "../definitions.ts";
import type { Registry } from "../registry.ts";
import type { StoredHistogram, StoredMetric } from "../store/metrics.ts";
import { bridgeKey } from "./foreign-registry.ts";

/** Polls a registry's collectors once for all metrics that one foreign scrape asks for. */
export class SharedCollection {
  readonly #registry: Registry;
  #running: Promise<void> | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The foreign registries ask every metric in one turn, so that sharing what is under way suffices. */
  run(): Promise<void> {
    this.#running ??= this.#registry.collect().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }
}

/** One value in the form of prom-client. */
interface BridgedValue {
  readonly value: number;
  readonly labels: Record<string, string | number>;
  readonly metricName?: string;
  readonly exemplar?: object | undefined;
}

interface BridgedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  readonly values: readonly BridgedValue[];
  readonly aggregator: string;
}

/** Looks like a metric to prom-client and `@prometheus-io/client`. */
export class Bridge {
  readonly help: string;
  readonly type: MetricType;
  /** How their cluster mode adds processes up. */
  readonly aggregator: string;
  readonly #registry: Registry;
  readonly #metric: StoredMetric;
  readonly #collection: SharedCollection;
  #nextName: string | undefined;

  constructor(registry: Registry, metric: StoredMetric, collection: SharedCollection) {
    const { help, type, scope } = metric.definition;
    this.help = help;
    this.type = type;
    this.aggregator = scope === "shared" ? "max" : "sum";
    this.#registry = registry;
    this.#metric = metric;
    this.#collection = collection;
  }

  get name(): string {
    return this.#metric.definition.name;
  }

  /**
   * Before they render OpenMetrics they strip `_total` from the metric itself, and add it to each line. Their own
   * counters stay renamed; this one goes by the other name for the very next `get()` only.
   */
  set name(name: string) {
    this.#nextName = name;
  }

  async get(): Promise<BridgedMetric> {
    const { help, type, aggregator } = this;
    const name = this.#nextName ?? this.name;
    this.#nextName = undefined;
    await this.#collection.run();
    const values = readValues(this.#metric);
    const metric: BridgedMetric = { name, help, type, values, aggregator };
    Object.defineProperty(metric, bridgeKey, { value: this.#registry });
    return metric;
  }

  /** Does nothing: their `resetMetrics()` is about their own metrics. */
  reset(): void {}
}

function readValues(metric: StoredMetric): readonly BridgedValue[] {
  const values: BridgedValue[] = [];
  for (let slot = 0; slot < metric.slots; slot += 1) {
    if (!metric.isLive(slot)) continue;
    if (metric.type === "histogram") pushHistogram(metric, slot, values);
    else values.push({ value: metric.values[slot] as number, labels: readLabels(metric, slot) });
  }
  return values;
}

function pushHistogram(metric: StoredHistogram, slot: number, values: BridgedValue[]): void {
  const { definition, stride } = metric;
  const labels = readLabels(metric, slot);
  const offset = slot * stride;
  const exemplars = metric.exemplars?.get(slot);
  let count = 0;
  for (let bucket = 0; bucket < stride - 1; bucket += 1) {
    count += metric.values[offset + 1 + bucket] as number;
    const exemplar = exemplars?.[bucket];
    values.push({
      value: count,
      labels: { le: definition.buckets[bucket] ?? "+Inf", ...labels },
      metricName: `${definition.name}_bucket`,
      exemplar: exemplar && {
        labelSet: exemplar.labels,
        value: exemplar.value,
        timestamp: exemplar.timestamp,
      },
    });
  }
  const sum = metric.values[offset] as number;
  values.push({ value: sum, labels: { ...labels }, metricName: `${definition.name}_sum` });
  values.push({ value: count, labels: { ...labels }, metricName: `${definition.name}_count` });
}

function readLabels(metric: StoredMetric, slot: number): Record<string, string> {
  const { ids, arity } = metric.table;
  const labels: Record<string, string> = {};
  for (let at = 0; at < arity; at += 1) {
    const values = metric.labels[at];
    const text = values?.texts[ids[slot * arity + at] as number];
    if (values !== undefined && text !== undefined && text !== "") labels[values.name] = text;
  }
  return labels;
}
