import { check, type Checks } from "@promenade/core";

/** Options of {@link node}. */
export interface NodeOptions {
  /**
   * Which dependencies to show with their installed versions: `true` (default) for all that the app's package.json
   * lists, at most 200; a list of names; or `false`.
   */
  readonly dependencies: boolean | readonly string[];
  /** How often the event loop's delay is sampled, 5 to 1,000 ms. Default 20. */
  readonly eventLoopSampleMilliseconds: number;
  /** Adds the names of prom-client's default metrics, for dashboards that exist already. Default: none. */
  readonly compat: "prom-client";
}

export const optionChecks: Checks<NodeOptions> = {
  dependencies: check.any(check.boolean, check.strings),
  eventLoopSampleMilliseconds: check.integer(5, 1000),
  compat: check.oneOf("prom-client"),
};

export const defaultSampleMilliseconds = 20;
