import {
  aggregate,
  quantile,
  query,
  ratio,
  row,
  small,
  stat,
  total,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import {
  collecting,
  cpuOfLimit,
  descriptorsOfLimit,
  heapOfLimit,
  memoryOfLimit,
  nearLimit,
  utilisation,
  worst,
} from "./per-instance.ts";

/** The state of the worst process, at a glance. */
export const overview: Row = row("Overview", [
  stat({
    title: "Instances",
    description: "Processes that report. Fewer than you run: look for targets that are down.",
    queries: [query(value(metrics.uptime, { aggregate: "count" }), "instances")],
    unit: "short",
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Event-loop delay p99",
    description:
      "99 % of the time, work waits less than this for the event loop. High: something blocks it.",
    queries: [query(quantile(0.99, metrics.eventLoopDelay), "p99")],
    thresholds: [
      { from: 0.05, color: "orange" },
      { from: 0.1, color: "red" },
    ],
    ...small,
  }),
  stat({
    title: "Event-loop utilisation",
    description:
      "Of the busiest process. Near 100 % it cannot take more work: add processes, or find what is slow.",
    queries: [query(worst(utilisation), "busiest")],
    thresholds: [
      { from: 0.7, color: "orange" },
      { from: 0.9, color: "red" },
    ],
    decimals: 1,
    ...small,
  }),
  stat({
    title: "CPU of limit",
    description:
      "Of the process that is nearest to the CPUs it may use. JavaScript alone can fill only one.",
    queries: [query(worst(cpuOfLimit), "nearest")],
    thresholds: nearLimit,
    decimals: 1,
    ...small,
  }),
  stat({
    title: "Memory of limit",
    description: "Of the process that is nearest to its limit. At 100 % the system kills it.",
    queries: [query(worst(memoryOfLimit), "nearest")],
    thresholds: nearLimit,
    decimals: 1,
    ...small,
  }),
  stat({
    title: "Heap of limit",
    description:
      "Of the process that is nearest to its limit. At 100 % V8 ends it: raise --max-old-space-size, or find the leak.",
    queries: [query(worst(heapOfLimit), "nearest")],
    thresholds: nearLimit,
    decimals: 1,
    ...small,
  }),
  stat({
    title: "Time in GC",
    description:
      "Of the process that collects most. Above 10 %: too little heap, or too much garbage.",
    queries: [query(worst(collecting), "most")],
    thresholds: [
      { from: 0.05, color: "orange" },
      { from: 0.1, color: "red" },
    ],
    decimals: 2,
    ...small,
  }),
  stat({
    title: "File descriptors of limit",
    description:
      "Of the process that is nearest to its limit. At 100 % it can open no file and take no connection.",
    queries: [query(worst(descriptorsOfLimit), "nearest")],
    thresholds: nearLimit,
    decimals: 2,
    ...small,
  }),
  stat({
    title: "Active resources",
    description: "Sockets, timers and pending operations that keep the event loops alive.",
    queries: [query(value(metrics.activeResources), "resources")],
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Uncaught exceptions",
    description:
      "Exceptions that nothing caught in the chosen time. The app's log has their stacks.",
    queries: [query(total(metrics.uncaughtExceptions), "exceptions")],
    decimals: 0,
    thresholds: [{ from: 1, color: "red" }],
    ...small,
  }),
  stat({
    title: "Warnings",
    description:
      "Warnings of Node.js and libraries in the chosen time. By name: see Faults, below.",
    queries: [query(total(metrics.warnings), "warnings")],
    decimals: 0,
    thresholds: [{ from: 1, color: "orange" }],
    ...small,
  }),
  stat({
    title: "Detached contexts",
    description:
      "V8 contexts that were let go of but not collected, as a share of all. If it stays, they leak.",
    queries: [
      query(
        ratio(
          value(metrics.contexts, { where: { v8js_context_state: "detached" } }),
          aggregate("sum", value(metrics.contexts)),
        ),
        "detached",
      ),
    ],
    thresholds: [{ from: 0.5, color: "orange" }],
    ...small,
  }),
]);
