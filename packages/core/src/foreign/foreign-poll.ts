import { messageOf } from "../logger.ts";
import type { ForeignRegistry } from "./foreign-registry.ts";

export interface ForeignProblem {
  readonly reason: "error" | "timeout" | "conflict" | "invalid";
  readonly text: string;
}

export type ForeignResult = { readonly entries: readonly unknown[] } | ForeignProblem;

/** Reads one foreign registry, time-boxed. While an answer is outstanding it is not asked again. */
export class ForeignPoll {
  readonly registry: ForeignRegistry;
  /** How errors name it. */
  readonly label: string;
  #running: Promise<ForeignResult> | undefined;
  /** The answer under way did not come in time; it must not cost every scrape its deadline. */
  #isLate = false;

  constructor(registry: ForeignRegistry, label: string) {
    this.registry = registry;
    this.label = label;
  }

  /** Never rejects. */
  async read(deadlineMilliseconds: number): Promise<ForeignResult> {
    if (this.#isLate)
      return {
        reason: "timeout",
        text: "an earlier answer is still awaited, so its metrics are absent",
      };
    this.#running ??= this.#ask().finally(() => {
      this.#running = undefined;
      this.#isLate = false;
    });
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<ForeignResult>((resolve) => {
      timer = setTimeout(() => {
        this.#isLate = true;
        const text = `no answer within ${Math.round(deadlineMilliseconds)} ms, so its metrics are absent`;
        resolve({ reason: "timeout", text });
      }, deadlineMilliseconds).unref();
    });
    try {
      return await Promise.race([this.#running, limit]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #ask(): Promise<ForeignResult> {
    try {
      const entries = await this.registry.getMetricsAsJSON();
      return Array.isArray(entries)
        ? { entries }
        : { reason: "invalid", text: "getMetricsAsJSON() gave no list, so its metrics are absent" };
    } catch (error) {
      return {
        reason: "error",
        text: `it failed (${messageOf(error)}), so its metrics are absent`,
      };
    }
  }
}
