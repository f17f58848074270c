import type { MetricDefinition, Plugin, ServiceIdentity } from "@promenade/core";

/** What the command line knows of an app, from its `promenade.ts`. */
export interface LoadedApp {
  /** The file that it was read from. */
  readonly file: string;
  readonly plugins: readonly Plugin[];
  /** Metrics of the app's own, as far as they are registered while the set-up is loaded. */
  readonly ownMetrics: readonly MetricDefinition[];
  /** Who the app is. Parts that are not known are "". */
  readonly service: ServiceIdentity;
  /** Where its metrics are by its options; `undefined` when it serves them on a route or port that is not known. */
  readonly endpoint: string | undefined;
}
