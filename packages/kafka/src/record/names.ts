import { EarnedNames } from "@promenade/core";
import { sharedState } from "../state.ts";

/** What stands for every other name; the same as for any label in Promenade. */
export const overflow = "__overflow__";

/** Names that may earn series of their own, of each kind. */
const most = 200;
/** After so many names the next must show that it is used: a topic has dozens of series, a client a few. */
const steps = { topics: 3, groups: 3, clients: 4 } as const;

/** Bounds one kind of names. */
export class Names {
  readonly #step: number;
  readonly #names: EarnedNames;

  constructor(step: number) {
    this.#step = step;
    this.#names = new EarnedNames({ most, step });
  }

  /** The label of what is about to be recorded. */
  of(name: string): string {
    return this.#names.see(name) ? name : overflow;
  }

  /**
   * The label, without counting: for what belongs to something that is recorded elsewhere. It may come before that, so the
   * first names get theirs here as well.
   */
  peek(name: string): string {
    if (this.#names.earned < this.#step) return this.of(name);
    return this.#names.has(name) ? name : overflow;
  }

  /** Gives a name its label for good. */
  know(name: string): void {
    this.#names.know(name);
  }
}

/**
 * Bounds the names that become labels. Apps make topics, groups and clients for each tenant or request; each of them would
 * cost dozens of series.
 */
export interface KafkaNames {
  readonly topics: Names;
  readonly groups: Names;
  readonly clients: Names;
}

export function createNames(): KafkaNames {
  return {
    topics: new Names(steps.topics),
    groups: new Names(steps.groups),
    clients: new Names(steps.clients),
  };
}

/** The groups that this process is in, and the topics that it reads there, are the app's own. */
export function knowConsumers({ topics, groups }: KafkaNames): void {
  for (const { group, assignment } of sharedState().consumers) {
    groups.know(group);
    for (const topic of assignment.keys()) topics.know(topic);
  }
}
