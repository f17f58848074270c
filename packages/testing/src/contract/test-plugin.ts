import { runner } from "../runner/runner.ts";
import { testFailures } from "./failures.ts";
import { testHostility, type HostilityOptions } from "./hostility.ts";
import { testLifecycle, type Exercise } from "./lifecycle.ts";
import { testPaper } from "./paper.ts";
import type { MakePlugin } from "./plugin-under-test.ts";
import { testWork } from "./work.ts";

/** What `testPlugin()` needs to know of a plugin. */
export interface ContractOptions extends HostilityOptions {
  /**
   * Drives the observed library so that every metric gets a series. It is called several times, for several apps,
   * and what the plugin observes must be ready when the plugin is made.
   */
  readonly exercise: Exercise;
  /** Keys of metrics that the exercise cannot bring about, each with what it waits for. */
  readonly conditional?: Readonly<Record<string, string>>;
  /** `Row / Panel` of panels that then have no data, each with the reason. */
  readonly emptyPanels?: Readonly<Record<string, string>>;
  /** Names of alerts that then have no data, each with the reason; those of `conditional` metrics need none. */
  readonly emptyAlerts?: Readonly<Record<string, string>>;
}

/**
 * The contract that every plugin keeps, as tests: names, dashboards, alerts, filters, start and stop, failures, hostile
 * input, and real metrics in the PromQL engine and, where one can be had, a real Prometheus. Call it at the top of a test file of vitest, jest or `node --test`:
 * `testPlugin((filter) => prisma({ client, ...filter }), { exercise })`.
 */
export function testPlugin(make: MakePlugin, options: ContractOptions): void {
  const { exercise, conditional = {}, emptyPanels = {}, emptyAlerts = {} } = options;
  runner.describe("plugin contract", () => {
    runner.describe("on paper", () => {
      testPaper(make);
    });
    runner.describe("from start to stop", () => {
      testLifecycle(make, exercise);
    });
    runner.describe("in trouble", () => {
      testFailures(make, exercise);
      testHostility(make, exercise, options);
    });
    runner.describe("at work", () => {
      testWork(make, { exercise, conditional, emptyPanels, emptyAlerts });
    });
  });
}
