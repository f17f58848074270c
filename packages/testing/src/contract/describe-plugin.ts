import { describe } from "vitest";
import { describeLifecycle, type Exercise } from "./lifecycle.ts";
import { describePaper } from "./paper.ts";
import type { MakePlugin } from "./plugin-under-test.ts";
import { describeWork } from "./work.ts";

export interface ContractOptions {
  /**
   * Drives the observed library so that every metric gets a series. It is called several times, for several apps,
   * and what the plugin observes must be ready when the plugin is made.
   */
  readonly exercise: Exercise;
  /** Keys of metrics that the exercise cannot bring about, each with what it waits for. */
  readonly conditional?: Readonly<Record<string, string>>;
  /** `Row / Panel` of panels that then have no data, each with the reason. */
  readonly emptyPanels?: Readonly<Record<string, string>>;
}

/**
 * The contract that every plugin keeps, as tests: names, dashboards, alerts, filters, start and stop, and real
 * metrics in a real Prometheus. Call it at the top of a test file:
 * `describePlugin((filter) => prisma({ client, ...filter }), { exercise })`.
 */
export function describePlugin(make: MakePlugin, options: ContractOptions): void {
  const { exercise, conditional = {}, emptyPanels = {} } = options;
  describe("plugin contract", () => {
    describe("on paper", () => {
      describePaper(make);
    });
    describe("from start to stop", () => {
      describeLifecycle(make, exercise);
    });
    describe("at work", () => {
      describeWork(make, { exercise, conditional, emptyPanels });
    });
  });
}
