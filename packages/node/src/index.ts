import { setImmediate } from "node:timers/promises";
import { definePlugin, type MetricFilter, type Plugin } from "@promenade/core";
import { compatMetrics } from "./compat/metrics.ts";
import { recordCompat } from "./compat/sources.ts";
import { metrics } from "./metrics.ts";
import { optionChecks, type NodeOptions } from "./options.ts";
import { setUp } from "./setup.ts";

const name = "node";
const boards = async () => {
  // The larger one by itself: an import holds the thread until all of it is there.
  await import("./dashboards/runtime.ts");
  await setImmediate();
  return await import("./dashboard.ts");
};

const withoutCompat = definePlugin<typeof metrics, NodeOptions>({
  name,
  metrics,
  options: optionChecks,
  setup: (context, options) => setUp(context, options),
  boards,
});

const withCompat = definePlugin<typeof metrics & typeof compatMetrics, NodeOptions>({
  name,
  metrics: { ...metrics, ...compatMetrics },
  options: optionChecks,
  setup: (context, options) => setUp(context, options, (sampler) => recordCompat(context, sampler)),
  boards,
});

/**
 * The application itself and the Node.js runtime: `plugins: [node()]`.
 * @throws PromenadeError `PROMENADE_OPTION_UNKNOWN`, `PROMENADE_OPTION_INVALID`
 */
export function node(
  options: Partial<NodeOptions> & MetricFilter<keyof (typeof metrics & typeof compatMetrics)> = {},
): Plugin {
  return options?.compat === "prom-client"
    ? withCompat(options)
    : withoutCompat(options as Parameters<typeof withoutCompat>[0]);
}

export { compatMetrics } from "./compat/metrics.ts";
export { metrics as nodeMetrics } from "./metrics.ts";
export type { NodeOptions } from "./options.ts";
