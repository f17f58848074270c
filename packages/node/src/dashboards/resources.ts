import {
  increase,
  query,
  rate,
  row,
  table,
  third,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import {
  collecting,
  cpu,
  cpuLimit,
  delay,
  descriptors,
  heapOfLimit,
  memory,
  memoryOfLimit,
  uptime,
  utilisation,
} from "./per-instance.ts";

const quarter = { width: 6, height: 8 } as const;

/** What the processes hold open. */
export const resources: Row = row(
  "Resources",
  [
    timeseries({
      title: "Active resources by type",
      description: "What keeps the event loops alive. A type that only rises is not being closed.",
      queries: [
        query(
          value(metrics.activeResources, { by: ["v8js_resource_type"] }),
          "{{v8js_resource_type}}",
        ),
      ],
      stack: "normal",
      decimals: 0,
      min: 0,
      ...third,
    }),
    timeseries({
      title: "File descriptors by instance",
      description:
        "Open files and sockets beside the limit (ulimit -n). A line that only rises is a leak.",
      queries: [
        query(value(metrics.fileDescriptors, { by: ["instance"] }), "{{instance}}"),
        query(
          value(metrics.fileDescriptorLimit, { by: ["instance"], aggregate: "max" }),
          "limit {{instance}}",
          { line: "limit" },
        ),
      ],
      decimals: 0,
      min: 0,
      logarithmic: true,
      ...third,
    }),
    timeseries({
      title: "Threads",
      description:
        "Threads of all processes, and libuv's pool in them, which runs file system, DNS and crypto work.",
      queries: [
        query(value(metrics.threads), "threads"),
        query(value(metrics.threadPoolSize), "libuv's pool"),
      ],
      decimals: 0,
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Disk",
      description:
        "Bytes that went to or came from storage. What the page cache answers is not in it.",
      queries: [
        query(rate(metrics.diskBytes, { by: ["disk_io_direction"] }), "{{disk_io_direction}}"),
      ],
      min: 0,
      ...quarter,
    }),
    timeseries({
      title: "Peak of memory and its limits",
      description: "How near the limit the process has ever been. Virtual memory is only reserved.",
      queries: [
        query(value(metrics.memoryVirtual, { aggregate: "max" }), "virtual, largest"),
        query(value(metrics.memoryPeak, { aggregate: "max" }), "peak, largest"),
        query(value(metrics.memoryLimit, { aggregate: "min" }), "limit, smallest"),
        query(value(metrics.heapLimit, { aggregate: "min" }), "heap limit, smallest"),
      ],
      min: 0,
      logarithmic: true,
      ...quarter,
    }),
    timeseries({
      title: "V8 contexts",
      description:
        "Detached ones that stay are a leak: of vm contexts, or of test runners and template engines that use them.",
      queries: [
        query(value(metrics.contexts, { by: ["v8js_context_state"] }), "{{v8js_context_state}}"),
      ],
      decimals: 0,
      min: 0,
      ...quarter,
    }),
    timeseries({
      title: "Faults",
      description:
        "In each step of the graph: exceptions that nothing caught, by origin, and warnings by name. MaxListenersExceededWarning points at a leak.",
      queries: [
        query(
          increase(metrics.uncaughtExceptions, { by: ["nodejs_exception_origin"] }),
          "{{nodejs_exception_origin}}",
        ),
        query(
          increase(metrics.warnings, { by: ["nodejs_warning_name"] }),
          "{{nodejs_warning_name}}",
        ),
      ],
      min: 0,
      ...quarter,
    }),
  ],
  { collapsed: true },
);

/** One line a process. */
export const instances: Row = row("Instances", [
  table({
    title: "Instances",
    description:
      "Each process: the one that differs from the others is where to look first. Delay and utilisation are the event loop's.",
    columns: [
      { title: "Delay p99", expression: delay },
      { title: "Utilisation", expression: utilisation, decimals: 1 },
      { title: "CPU", expression: cpu, unit: "percentunit", decimals: 1 },
      { title: "CPU limit", expression: cpuLimit, unit: "percentunit", decimals: 0 },
      { title: "Memory", expression: memory },
      { title: "Memory of limit", expression: memoryOfLimit, decimals: 1 },
      { title: "Heap of limit", expression: heapOfLimit, decimals: 1 },
      { title: "Time in GC", expression: collecting, decimals: 2 },
      { title: "File descriptors", expression: descriptors, decimals: 0 },
      { title: "Uptime", expression: uptime, unit: "dtdurations" },
    ],
    labels: { job: "Job", instance: "Instance" },
    width: 24,
    height: 5,
  }),
]);
