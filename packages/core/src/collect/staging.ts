import type { MetricTable } from "../definitions.ts";
import { PromenadeError } from "../errors.ts";
import type { Registry } from "../registry.ts";
import type { StoredCounter, StoredGauge } from "../store/metrics.ts";

type Settable = StoredCounter | StoredGauge;

interface Staged {
  readonly metric: Settable;
  readonly labels: unknown;
  readonly value: number;
}

/**
 * Takes a poll's values aside and shows them together. What the poll before had and this one has not disappears:
 * a series never outlives its source.
 */
export class Staging {
  readonly #registry: Registry;
  readonly #table: MetricTable;
  readonly #allowed: ReadonlySet<string>;
  #shown = new Map<Settable, Set<number>>();

  constructor(registry: Registry, table: MetricTable, allowed: ReadonlySet<string>) {
    this.#registry = registry;
    this.#table = table;
    this.#allowed = allowed;
  }

  /** A recorder for one poll, and the list that it fills. */
  open(): { readonly staged: Staged[]; readonly set: (key: string, ...args: unknown[]) => void } {
    const staged: Staged[] = [];
    const set = (key: string, ...args: unknown[]): void => {
      const definition = this.#table[key];
      if (definition === undefined || definition.type === "histogram" || !this.#allowed.has(key)) {
        throw new PromenadeError(
          "PROMENADE_PLUGIN_INVALID",
          `A collector set "${key}", which is not among its \`metrics\` or cannot be polled.`,
        );
      }
      const metric = this.#registry.get(definition.name) as Settable | undefined;
      if (metric === undefined) return;
      const [labels, value] = definition.labels.length === 0 ? [undefined, args[0]] : args;
      staged.push({ metric, labels, value: value as number });
    };
    return { staged, set };
  }

  show(staged: readonly Staged[]): void {
    const shown = new Map<Settable, Set<number>>();
    for (const { metric, labels, value } of staged) {
      if (typeof value !== "number" || !Number.isFinite(value)) {
        metric.bad();
        continue;
      }
      const slot = metric.resolve(labels);
      if (slot === -1) continue;
      metric.setAt(slot, value);
      let slots = shown.get(metric);
      if (slots === undefined) shown.set(metric, (slots = new Set()));
      slots.add(slot);
    }
    for (const [metric, slots] of this.#shown) {
      for (const slot of slots) if (shown.get(metric)?.has(slot) !== true) metric.removeSlot(slot);
    }
    this.#shown = shown;
  }

  clear(): void {
    this.show([]);
  }
}
