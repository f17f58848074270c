import { PromenadeError } from "../errors.ts";
import { logOnce } from "../logger.ts";
import type { Registry } from "../registry.ts";
import type { StoredMetric } from "../store/metrics.ts";
import { ForeignPoll, type ForeignProblem } from "./foreign-poll.ts";
import {
  bridgeKey,
  sampleSuffixes,
  type ForeignFamily,
  type ForeignNames,
  type ForeignRegistry,
} from "./foreign-registry.ts";
import { processMetrics } from "./process-metrics.ts";
import { readFamily } from "./read-family.ts";

export type { ForeignRegistry } from "./foreign-registry.ts";

/** Reads other libraries' registries at scrape. Trouble with one costs only its own metrics. */
export class ForeignRegistries {
  readonly #registry: Registry;
  readonly #polls: readonly ForeignPoll[];

  /** @throws PromenadeError `PROMENADE_REGISTRY_INVALID` when one is no registry. */
  constructor(registry: Registry, registries: readonly ForeignRegistry[]) {
    this.#registry = registry;
    if (!Array.isArray(registries)) throw invalid("`registries`", "is not a list");
    this.#polls = [...new Set<ForeignRegistry>(registries)].map((foreign, index) => {
      checkRegistry(foreign, `registries[${index}]`);
      return new ForeignPoll(foreign, `registries[${index}]`);
    });
  }

  /**
   * What the registries hold now, without what Promenade or an earlier registry has under the same name. Never rejects,
   * and takes no longer than the deadline unless a registry blocks the thread.
   */
  async collect(deadlineMilliseconds: number): Promise<readonly ForeignFamily[]> {
    if (this.#polls.length === 0) return [];
    const results = await Promise.all(
      this.#polls.map(async (poll) => poll.read(deadlineMilliseconds)),
    );
    const claimed = new Map<string, string>();
    for (const metric of this.#registry.metrics) {
      for (const name of ownNames(metric)) claimed.set(name, "Promenade");
    }
    return results.flatMap((result, index) => {
      const poll = this.#polls[index] as ForeignPoll;
      if ("reason" in result) {
        this.report(poll.label, result);
        return [];
      }
      return this.#choose(result.entries, poll, claimed);
    });
  }

  /** Counts trouble, and logs it the first time. */
  report(label: string, { reason, text }: ForeignProblem): void {
    this.#registry.self.foreignErrors.inc({ reason });
    logOnce(
      this.#registry.log,
      `foreign:${label}:${reason}:${reason === "conflict" || reason === "invalid" ? text : ""}`,
      `Adopted registry ${label}: ${text}. Counted in promenade_foreign_registry_errors_total.`,
    );
  }

  #choose(
    entries: readonly unknown[],
    poll: ForeignPoll,
    claimed: Map<string, string>,
  ): readonly ForeignFamily[] {
    const chosen: ForeignFamily[] = [];
    for (const entry of entries) {
      if (isBridgeOf(entry, this.#registry)) continue;
      const family = this.#read(entry, poll);
      if (family === undefined) continue;
      const names = [
        ...new Set([
          family.name,
          ...sampleSuffixes[family.type].map((suffix) => family.name + suffix),
        ]),
      ];
      const clash = names.find((name) => claimed.has(name));
      if (clash === undefined) {
        for (const name of names) claimed.set(name, poll.label);
        chosen.push(family);
      } else if (!processMetrics.has(family.name)) {
        this.report(poll.label, {
          reason: "conflict",
          text: `its metric "${family.name}" is left out, because ${claimed.get(clash)} has "${clash}"; rename one of them`,
        });
      }
    }
    return chosen;
  }

  #read(entry: unknown, poll: ForeignPoll): ForeignFamily | undefined {
    let family: ForeignFamily | undefined;
    try {
      family = readFamily(entry, poll.registry as ForeignNames, poll.label);
    } catch {
      // A getter of the foreign object threw.
    }
    if (family === undefined)
      this.report(poll.label, {
        reason: "invalid",
        text: "an entry without a valid name and values is left out",
      });
    return family;
  }
}

function ownNames({ definition: { name, type } }: StoredMetric): readonly string[] {
  return [name, ...sampleSuffixes[type].map((suffix) => name + suffix)];
}

function isBridgeOf(entry: unknown, registry: Registry): boolean {
  return (
    typeof entry === "object" &&
    entry !== null &&
    (entry as { [bridgeKey]?: unknown })[bridgeKey] === registry
  );
}

function checkRegistry(value: unknown, label: string): void {
  const isObject = (typeof value === "object" || typeof value === "function") && value !== null;
  if (!isObject || typeof (value as Partial<ForeignRegistry>).getMetricsAsJSON !== "function")
    throw invalid(label, "has no method getMetricsAsJSON()");
}

function invalid(label: string, problem: string): PromenadeError {
  return new PromenadeError(
    "PROMENADE_REGISTRY_INVALID",
    `${label} ${problem}. Give the registries themselves, for example \`registries: [client.register]\` with prom-client.`,
  );
}
