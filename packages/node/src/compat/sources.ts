import { getHeapSpaceStatistics } from "node:v8";
import type { Collector, PluginContext } from "@promenade/core";
import type { DelaySampler } from "../sources/event-loop.ts";
import { collectionTypes, observeCollections } from "../sources/garbage-collection.ts";
import { statusBytes } from "../sources/proc.ts";
import { countActiveResources } from "../sources/resources.ts";
import { DelayWindow } from "./delay-window.ts";
import type { CompatMetrics } from "./metrics.ts";

type Context = PluginContext<CompatMetrics>;
type Record = Parameters<Collector<CompatMetrics>["collect"]>[0];

/** Adds the names of prom-client's default metrics. */
export function recordCompat(context: Context, sampler: DelaySampler): void {
  recordVersion(context);
  recordCollections(context);
  pollLag(context, sampler);
  context.poll({
    name: "compat-process",
    metrics: [
      "compatCpuUser",
      "compatCpuSystem",
      "compatCpu",
      "compatResidentMemory",
      "compatVirtualMemory",
      "compatProcessHeap",
    ],
    collect: collectProcess,
  });
  context.poll({
    name: "compat-heap",
    metrics: [
      "compatHeapTotal",
      "compatHeapUsed",
      "compatExternalMemory",
      "compatSpaceTotal",
      "compatSpaceUsed",
      "compatSpaceAvailable",
    ],
    collect: collectHeap,
  });
  context.poll({
    name: "compat-resources",
    metrics: ["compatResources", "compatHandles", "compatRequests"],
    collect: collectResources,
  });
}

function recordVersion(context: Context): void {
  const { version } = process;
  const [major = "", minor = "", patch = ""] = process.versions.node.split(".");
  context.metrics.compatVersion.set({ version, major, minor, patch }, 1);
  context.defer(() => context.metrics.compatVersion.clear());
}

function recordCollections(context: Context): void {
  if (!context.isEnabled("compatCollections")) return;
  const { compatCollections } = context.metrics;
  for (const kind of collectionTypes) compatCollections.bind({ kind });
  context.defer(
    observeCollections(context, (kind, seconds) => compatCollections.observe({ kind }, seconds)),
  );
}

function pollLag(context: Context, sampler: DelaySampler): void {
  const keys = {
    compatLag: "latest",
    compatLagMin: "min",
    compatLagMax: "max",
    compatLagMean: "mean",
    compatLagDeviation: "deviation",
    compatLagMedian: "p50",
    compatLagP90: "p90",
    compatLagP99: "p99",
  } as const;
  const metrics = Object.keys(keys) as readonly (keyof typeof keys)[];
  if (!metrics.some((metric) => context.isEnabled(metric))) return;
  const window = new DelayWindow();
  sampler.listen(context.guard((seconds) => window.add(seconds)));
  context.poll({
    name: "compat-lag",
    metrics,
    collect: (record) => {
      const recent = window.read();
      if (recent === undefined) return;
      for (const metric of metrics) record.set(metric, recent[keys[metric]]);
    },
  });
}

function collectProcess(record: Record): void {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  record.set("compatCpuUser", userCPUTime / 1e6);
  record.set("compatCpuSystem", systemCPUTime / 1e6);
  record.set("compatCpu", (userCPUTime + systemCPUTime) / 1e6);
  record.set("compatResidentMemory", process.memoryUsage.rss());
  const [virtual, data] = statusBytes("VmSize", "VmData");
  if (virtual !== undefined) record.set("compatVirtualMemory", virtual);
  if (data !== undefined) record.set("compatProcessHeap", data);
}

function collectHeap(record: Record): void {
  const { heapTotal, heapUsed, external } = process.memoryUsage();
  record.set("compatHeapTotal", heapTotal);
  record.set("compatHeapUsed", heapUsed);
  record.set("compatExternalMemory", external);
  for (const space of getHeapSpaceStatistics()) {
    const labels = { space: space.space_name.replace(/_space$/, "") };
    record.set("compatSpaceTotal", labels, space.space_size);
    record.set("compatSpaceUsed", labels, space.space_used_size);
    record.set("compatSpaceAvailable", labels, space.space_available_size);
  }
}

function collectResources(record: Record): void {
  for (const [type, count] of countActiveResources())
    record.set("compatResources", { type }, count);
  for (const [type, count] of countClasses("_getActiveHandles")) {
    record.set("compatHandles", { type }, count);
  }
  for (const [type, count] of countClasses("_getActiveRequests")) {
    record.set("compatRequests", { type }, count);
  }
}

/** Node.js has these lists without documenting them; where one is gone, the metric is absent. */
function countClasses(
  list: "_getActiveHandles" | "_getActiveRequests",
): ReadonlyMap<string, number> {
  const read = (process as { readonly [K in typeof list]?: () => readonly object[] })[list];
  const counts = new Map<string, number>();
  for (const item of read?.call(process) ?? []) {
    const type = item.constructor?.name ?? "Object";
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}
