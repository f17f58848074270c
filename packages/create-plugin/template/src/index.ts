import { check, definePlugin, type PluginFactory } from "@promenade/core";
import { attach } from "./attach.ts";
import { metrics } from "./metrics.ts";

export interface AcmeOptions {
  /** Whether to record anything at all. Default true. */
  readonly enabled: boolean;
}

/** Metrics of acme, from what it publishes on the tracing channel `acme.request`. */
export const acme: PluginFactory<typeof metrics, AcmeOptions> = definePlugin<
  typeof metrics,
  AcmeOptions
>({
  name: "acme",
  metrics,
  options: { enabled: check.boolean },
  setup: (context, { enabled = true }) => {
    if (enabled) attach(context);
  },
  boards: () => import("./dashboard.ts"),
});
