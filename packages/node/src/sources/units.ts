import type { PluginContext } from "@promenade/core";
import type { NodeMetrics } from "../metrics.ts";

/** Times every unit of work that any plugin opens. While the metric is off, nobody opens one for us. */
export function recordUnits({ isEnabled, metrics, scopes }: PluginContext<NodeMetrics>): void {
  if (!isEnabled("unitDuration")) return;
  scopes.consume({
    end({ kind, name = "unknown", startedAt }) {
      if (startedAt === undefined) return;
      const seconds = (performance.now() - startedAt) / 1000;
      metrics.unitDuration.observe({ kind, unit: name }, seconds);
    },
  });
}
