import { isSameDefinition, type MetricDefinition, type MetricTable } from "./definitions.ts";
import { PromenadeError } from "./errors.ts";
import { activeTrace, hasTracer } from "./exemplars.ts";
import { createLogger, logOnce } from "./logger.ts";
import type { Logger } from "./plugin.ts";
import type { RecorderOf, Recorders } from "./recorders.ts";
import { ScopeManager } from "./scope-manager.ts";
import { selfMetrics } from "./self.ts";
import type { ExemplarLabels, MetricHost } from "./store/host.ts";
import { LabelValues } from "./store/label-values.ts";
import { StoredCounter, StoredGauge, StoredHistogram, type StoredMetric } from "./store/metrics.ts";

/** What a registry of one's own is made with; all of it is optional. */
export interface RegistryOptions {
  /** Limits of cardinality; past them a label's value becomes `__overflow__`. */
  readonly limits?: {
    /** Distinct values of one label within one metric. Default 1,000. */
    readonly values?: number;
    /** Label combinations of one metric. Default 5,000. */
    readonly series?: number;
  };
}

/** Something that adds values when a scrape begins. */
export interface Pollable {
  /** Never rejects. */
  poll(deadlineMilliseconds: number): Promise<void>;
}

/** Holds every metric of one app and what it takes to read them. Most apps never touch it: `promenade()` does. */
export class Registry implements MetricHost {
  readonly metrics: StoredMetric[] = [];
  readonly labelNames: Map<string, LabelValues> = new Map();
  readonly self: Recorders<typeof selfMetrics>;
  readonly scopes: ScopeManager;
  readonly valueLimit: number;
  readonly seriesLimit: number;
  log: Logger = createLogger();
  /** Set at start and at each scrape: a tracer may come later than we do. */
  hasExemplars = false;
  /** Replaces the lookup of the active OpenTelemetry span. */
  exemplarSource: (() => ExemplarLabels | undefined) | undefined = activeTrace;
  readonly #byName = new Map<string, StoredMetric>();
  readonly #retired = new Set<string>();
  readonly #pollables = new Set<Pollable>();
  readonly #listeners = new Set<(metric: StoredMetric) => void>();
  #renders = 0;

  constructor(options: RegistryOptions = {}) {
    this.valueLimit = options.limits?.values ?? 1000;
    this.seriesLimit = options.limits?.series ?? 5000;
    this.scopes = new ScopeManager(this);
    this.self = this.registerAll(selfMetrics, "promenade");
  }

  /**
   * The recorder of a definition; an equal definition gets the recorder that exists.
   * @throws PromenadeError `PROMENADE_METRIC_CONFLICT` when the name is taken by a different definition.
   */
  register<D extends MetricDefinition>(definition: D, owner = "app"): RecorderOf<D> {
    const known = this.#byName.get(definition.name);
    if (known !== undefined) {
      if (isSameDefinition(known.definition, definition)) return known as unknown as RecorderOf<D>;
      if (!this.#retired.has(known.owner)) throw conflict(known, definition, owner);
      known.clear();
      this.metrics.splice(this.metrics.indexOf(known), 1);
    }
    const metric = this.#make(definition, owner);
    this.#byName.set(definition.name, metric);
    this.metrics.push(metric);
    for (const listener of this.#listeners) listener(metric);
    return metric as unknown as RecorderOf<D>;
  }

  registerAll<T extends MetricTable>(table: T, owner: string): Recorders<T> {
    return Object.fromEntries(
      Object.entries(table).map(([key, definition]) => [key, this.register(definition, owner)]),
    ) as unknown as Recorders<T>;
  }

  /** @internal Says whether a plugin is at work: hot reload may redefine the metrics of one that is not. */
  setActive(owner: string, isActive: boolean): void {
    if (isActive) this.#retired.delete(owner);
    else this.#retired.add(owner);
  }

  get(name: string): StoredMetric | undefined {
    return this.#byName.get(name);
  }

  /** Calls the listener with every metric that is registered from now on. It must not throw. Gives an undo. */
  onRegister(listener: (metric: StoredMetric) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  addPollable(pollable: Pollable): () => void {
    this.#pollables.add(pollable);
    return () => this.#pollables.delete(pollable);
  }

  /** Polls every collector, each isolated. Never rejects, and takes no longer than the deadline allows. */
  async collect(deadlineMilliseconds = 5000): Promise<void> {
    this.refreshExemplars();
    await Promise.all(
      [...this.#pollables].map(async (pollable) => pollable.poll(deadlineMilliseconds)),
    );
    this.#countSeries();
  }

  refreshExemplars(): void {
    this.hasExemplars =
      this.exemplarSource !== undefined && (this.exemplarSource !== activeTrace || hasTracer());
  }

  /** @internal A renderer says when it walks the store. */
  beginRender(): () => void {
    this.#renders += 1;
    return () => {
      this.#renders -= 1;
    };
  }

  get isRendering(): boolean {
    return this.#renders > 0;
  }

  labelValues(name: string): LabelValues {
    let values = this.labelNames.get(name);
    if (values === undefined) this.labelNames.set(name, (values = new LabelValues(name)));
    return values;
  }

  exemplar(): ExemplarLabels | undefined {
    try {
      return this.exemplarSource?.();
    } catch {
      return undefined;
    }
  }

  onBadInput(metric: string): void {
    this.self.badInput.inc({ metric });
    logOnce(
      this.log,
      `bad-input:${metric}`,
      `Dropped a record for "${metric}": the value was not a finite number (or negative, for a counter), or the labels were no object. Counted in promenade_bad_input_total.`,
    );
  }

  onOverflow(metric: string, label: string): void {
    if (metric.startsWith("promenade_")) return;
    this.self.overflows.inc({ metric, label });
    logOnce(
      this.log,
      `overflow:${metric}:${label}`,
      `Label "${label}" of "${metric}" took more values than its limit; further ones are recorded as "__overflow__". Bound the label where it is made, or raise \`limits\`. Counted in promenade_cardinality_overflows_total.`,
    );
  }

  #make(definition: MetricDefinition, owner: string): StoredMetric {
    switch (definition.type) {
      case "counter":
        return new StoredCounter(definition, this, owner);
      case "gauge":
        return new StoredGauge(definition, this, owner);
      case "histogram":
        return new StoredHistogram(definition, this, owner);
    }
  }

  #countSeries(): void {
    const perOwner = new Map<string, number>();
    for (const { owner, size, definition } of this.metrics) {
      perOwner.set(owner, (perOwner.get(owner) ?? 0) + size * seriesPerCombination(definition));
    }
    for (const [plugin, series] of perOwner) this.self.series.set({ plugin }, series);
  }
}

/** Lines that one label combination takes in the exposition: a histogram has one per bucket, +Inf, sum and count. */
export function seriesPerCombination(definition: MetricDefinition): number {
  return definition.type === "histogram" ? definition.buckets.length + 3 : 1;
}

function conflict(
  known: StoredMetric,
  definition: MetricDefinition,
  owner: string,
): PromenadeError {
  const different = (["type", "help", "unit", "scope", "labels", "buckets"] as const).filter(
    (key) => String(known.definition[key]) !== String(definition[key]),
  );
  return new PromenadeError(
    "PROMENADE_METRIC_CONFLICT",
    `Metric "${definition.name}" of "${owner}" is already defined by "${known.owner}" with a different ${different.join(", ")}. Rename one of them, or use the same definition.`,
  );
}

const globalKey = Symbol.for("promenade.registry.1");

/**
 * The registry of this process. It lives on `globalThis`, so that duplicated copies of this package (bundles, hot
 * reload, two versions) share it.
 */
export function globalRegistry(): Registry {
  const holder = globalThis as { [globalKey]?: Registry };
  return (holder[globalKey] ??= new Registry());
}
