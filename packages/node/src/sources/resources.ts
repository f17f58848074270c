import type { PluginContext } from "@promenade/core";
import type { NodeMetrics } from "../metrics.ts";

/** Registers what keeps the event loop alive. The types are Node's own classes, so there are few. */
export function pollResources(context: PluginContext<NodeMetrics>): void {
  context.poll({
    name: "resources",
    metrics: ["activeResources"],
    collect: (record) => {
      for (const [type, count] of countActiveResources()) {
        record.set("activeResources", { v8js_resource_type: type }, count);
      }
    },
  });
}

/** How many resources of each type keep the event loop alive. */
export function countActiveResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo())
    counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}
