import {
  aggregate,
  query,
  rate,
  row,
  third,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { cpuOfLimit, memoryOfLimit, nearLimit } from "./per-instance.ts";

const by = ["instance"] as const;

/** What the processes take from their machine. */
export const cpuAndMemory: Row = row("CPU and memory", [
  timeseries({
    title: "CPU by instance",
    description:
      "CPU time per second. 100 % is one whole CPU, which is all that JavaScript alone can use.",
    queries: [query(rate(metrics.cpuTime, { by }), "{{instance}}")],
    unit: "percentunit",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "CPU of limit by instance",
    description:
      "Share of the CPUs that a process may use. At 100 % it is throttled, or waits for others: raise the limit, or add processes.",
    queries: [query(aggregate("max", cpuOfLimit, by), "{{instance}}")],
    min: 0,
    thresholds: nearLimit,
    ...third,
  }),
  timeseries({
    title: "CPU by mode",
    description: "System time grows with system calls: many small reads, writes and connections.",
    queries: [query(rate(metrics.cpuTime, { by: ["cpu_mode"] }), "{{cpu_mode}}")],
    stack: "normal",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Memory by instance",
    description: "Physical memory. A line that only rises is a leak: look at the kinds.",
    queries: [query(value(metrics.memoryUsage, { by }), "{{instance}}")],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Memory of limit by instance",
    description:
      "Share of the limit: the control group's, else the machine's. At 100 % the system kills the process.",
    queries: [query(aggregate("max", memoryOfLimit, by), "{{instance}}")],
    min: 0,
    thresholds: nearLimit,
    ...third,
  }),
  timeseries({
    title: "Memory by kind",
    description:
      "What Node.js knows of. Buffers that grow while the heap does not: look at streams and caches of bytes.",
    queries: [
      query(value(metrics.memoryByKind, { by: ["nodejs_memory_kind"] }), "{{nodejs_memory_kind}}"),
    ],
    stack: "normal",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Throttling",
    description:
      "Time per second that a process was kept off the CPU because its quota was used up. It looks like a slow app: raise the quota.",
    queries: [query(rate(metrics.cpuThrottled), "throttled")],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Context switches",
    description: "Involuntary ones mean that other processes want the CPU too.",
    queries: [
      query(
        rate(metrics.contextSwitches, { by: ["process_context_switch_type"] }),
        "{{process_context_switch_type}}",
      ),
    ],
    unit: "cps",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Page faults",
    description: "Major ones wait for the disk: the machine is short of memory.",
    queries: [
      query(
        rate(metrics.pageFaults, { by: ["system_paging_fault_type"] }),
        "{{system_paging_fault_type}}",
      ),
    ],
    unit: "cps",
    min: 0,
    ...third,
  }),
]);
