import { applicationMetrics } from "./metrics/application.ts";
import { processMetrics } from "./metrics/process.ts";
import { runtimeMetrics } from "./metrics/runtime.ts";

/** Every metric of this plugin, by the key that `only` and `except` take. */
export const metrics = { ...applicationMetrics, ...processMetrics, ...runtimeMetrics };

export type NodeMetrics = typeof metrics;
