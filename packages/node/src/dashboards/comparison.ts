import { query, row, table, timeseries, type Row } from "@promenade/dashboard";
import {
  byVersion,
  collecting,
  cpu,
  delay,
  exceptions,
  heap,
  memory,
  utilisation,
} from "./per-instance.ts";

const third = { width: 8, height: 7 } as const;
const compare = "A new line that is higher than the old one is what the deploy changed.";

/** The version that runs beside the ones before it, within the chosen time. */
export const comparison: Row = row("This version beside the one before", [
  table({
    title: "Versions now",
    description:
      "Means over the processes of each version that runs now; during a rollout both are here.",
    columns: [
      { title: "CPU", expression: byVersion(cpu), unit: "percentunit", decimals: 1 },
      { title: "Memory", expression: byVersion(memory) },
      { title: "Heap used", expression: byVersion(heap) },
      { title: "Event-loop delay p99", expression: byVersion(delay) },
      { title: "Event-loop utilisation", expression: byVersion(utilisation), decimals: 1 },
      { title: "Time in GC", expression: byVersion(collecting), decimals: 2 },
      { title: "Uncaught exceptions", expression: byVersion(exceptions) },
    ],
    labels: { version: "Version" },
    width: 24,
    height: 5,
  }),
  timeseries({
    title: "CPU by version",
    description: `CPU time per second of a process. ${compare}`,
    queries: [query(byVersion(cpu), "{{version}}")],
    unit: "percentunit",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Memory by version",
    description: `Physical memory of a process. ${compare}`,
    queries: [query(byVersion(memory), "{{version}}")],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Heap by version",
    description: `Heap in use of a process. A line that only rises is a leak. ${compare}`,
    queries: [query(byVersion(heap), "{{version}}")],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Event-loop delay by version",
    description: `99 % of the time, work waits less than this for the event loop. ${compare}`,
    queries: [query(byVersion(delay), "{{version}}")],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Event-loop utilisation by version",
    description: `Share of time that the event loop was busy. ${compare}`,
    queries: [query(byVersion(utilisation), "{{version}}")],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Uncaught exceptions by version",
    description: `Exceptions per second that nothing caught. Anything but zero needs a look at the log.`,
    queries: [query(byVersion(exceptions), "{{version}}")],
    min: 0,
    ...third,
  }),
]);
