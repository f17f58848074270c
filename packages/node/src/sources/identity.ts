import type { PluginContext } from "@promenade/core";
import type { NodeMetrics } from "../metrics.ts";

/** What runs and since when. It goes at stop: a successor in the same process may be another version. */
export function recordIdentity(context: PluginContext<NodeMetrics>): void {
  const { metrics } = context;
  const { service: service_name, version, revision, author, environment } = context.service;
  metrics.buildInfo.clear();
  metrics.buildInfo.set(
    { service_name, version, revision, author, environment, node_version: process.versions.node },
    1,
  );
  metrics.startTime.set(performance.timeOrigin / 1000);
  metrics.threadPoolSize.set(threadPoolSize(process.env["UV_THREADPOOL_SIZE"]));
  context.defer(() => {
    metrics.buildInfo.clear();
    metrics.startTime.clear();
    metrics.threadPoolSize.clear();
  });
}

/** As libuv reads it: 4 unless set, then 1 to 1,024; what is no number counts as 1. */
export function threadPoolSize(setting: string | undefined): number {
  if (setting === undefined) return 4;
  const size = Number.parseInt(setting, 10);
  return Math.min(Math.max(Number.isNaN(size) ? 1 : size, 1), 1024);
}
