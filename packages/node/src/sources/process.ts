import { readdir } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import type { PluginContext } from "@promenade/core";
import type { NodeMetrics } from "../metrics.ts";
import { readControlGroups, readThrottledSeconds, type ControlGroupLimits } from "./cgroup.ts";
import { descriptorCount, descriptorLimit, diskBytes, statusBytes, threadCount } from "./proc.ts";

/** Limits change when a pod is resized in place, which is rare. */
const limitsCacheMilliseconds = 60_000;

/** Before Linux 6.2 the descriptors must be listed, which takes longer the more are open. */
const listingCacheMilliseconds = 15_000;

/** Registers what the operating system says about the process, in groups that fail apart. */
export function pollProcess(context: PluginContext<NodeMetrics>): void {
  pollUsage(context);
  if (process.platform === "linux") pollLinux(context);
}

function pollUsage(context: PluginContext<NodeMetrics>): void {
  context.poll({
    name: "process",
    metrics: ["uptime", "cpuTime", "contextSwitches", "pageFaults", "memoryPeak"],
    collect: (record) => {
      record.set("uptime", process.uptime());
      const usage = process.resourceUsage();
      record.set("cpuTime", { cpu_mode: "user" }, usage.userCPUTime / 1e6);
      record.set("cpuTime", { cpu_mode: "system" }, usage.systemCPUTime / 1e6);
      record.set("memoryPeak", usage.maxRSS * 1024);
      record.set("pageFaults", { system_paging_fault_type: "major" }, usage.majorPageFault);
      // Windows counts neither minor faults nor context switches: libuv gives 0 for them.
      if (process.platform === "win32") return;
      record.set("pageFaults", { system_paging_fault_type: "minor" }, usage.minorPageFault);
      const { voluntaryContextSwitches: voluntary, involuntaryContextSwitches: involuntary } =
        usage;
      for (const [type, count] of Object.entries({ voluntary, involuntary })) {
        record.set("contextSwitches", { process_context_switch_type: type }, count);
      }
    },
  });
}

/**
 * Registers what the process may use at most. It must be registered after every other collector: its reads are
 * asynchronous, and would be counted as open files and active resources.
 */
export function pollLimits(context: PluginContext<NodeMetrics>): void {
  let latest: Promise<ControlGroupLimits> | undefined;
  const read = (): Promise<ControlGroupLimits> => (latest = readControlGroups());
  context.poll({
    name: "limits",
    metrics: ["cpuLimit", "memoryLimit", "fileDescriptorLimit"],
    cacheMilliseconds: limitsCacheMilliseconds,
    collect: async (record) => {
      const { cpus, memoryBytes } = await read();
      const machine = { cpus: availableParallelism(), memoryBytes: totalmem() };
      record.set("cpuLimit", Math.min(cpus ?? machine.cpus, machine.cpus));
      record.set("memoryLimit", Math.min(memoryBytes ?? machine.memoryBytes, machine.memoryBytes));
      const descriptors = descriptorLimit();
      if (descriptors !== undefined) record.set("fileDescriptorLimit", descriptors);
    },
  });
  context.poll({
    name: "throttling",
    metrics: ["cpuThrottled"],
    collect: async (record) => {
      const { throttlingFile } = await (latest ?? read());
      if (throttlingFile === undefined) return;
      const seconds = await readThrottledSeconds(throttlingFile);
      if (seconds !== undefined) record.set("cpuThrottled", seconds);
    },
  });
}

function pollLinux(context: PluginContext<NodeMetrics>): void {
  context.poll({
    name: "procfs",
    metrics: ["memoryVirtual", "threads", "diskBytes"],
    collect: (record) => {
      const [virtual] = statusBytes("VmSize");
      if (virtual !== undefined) record.set("memoryVirtual", virtual);
      const threads = threadCount();
      if (threads !== undefined) record.set("threads", threads);
      for (const [direction, bytes] of Object.entries(diskBytes() ?? {})) {
        record.set("diskBytes", { disk_io_direction: direction }, bytes);
      }
    },
  });
  context.poll({
    name: "descriptors",
    metrics: ["fileDescriptors"],
    cacheMilliseconds: descriptorCount() === undefined ? listingCacheMilliseconds : 0,
    collect: async (record) => record.set("fileDescriptors", await countDescriptors()),
  });
}

/** Open file descriptors, on any Linux. A listing holds the descriptor that it reads with. */
async function countDescriptors(): Promise<number> {
  return descriptorCount() ?? (await readdir("/proc/self/fd")).length - 1;
}
