import {
  byVersion,
  meanOfGraph,
  query,
  row,
  sumOfGraph,
  table,
  timeseries,
  type Row,
} from "@promenade/dashboard";
import {
  collecting,
  cpu,
  delay,
  exceptions,
  heap,
  memory,
  newExceptions,
  utilisation,
} from "./per-instance.ts";

const third = { width: 8, height: 7 } as const;

const compare = "A new line that is higher than the old one is what the deploy changed.";

/** The version that runs beside the ones before it, within the chosen time. */
export const comparison: Row = row("This version beside the one before", [
  table({
    title: "Versions",
    description:
      "Each version that ran in the chosen time: means over its processes while they ran. Choose a time with the deploy in its middle to see both.",
    columns: [
      {
        title: "CPU",
        expression: meanOfGraph(byVersion(cpu)),
        unit: "percentunit",
        decimals: 1,
      },
      { title: "Memory", expression: meanOfGraph(byVersion(memory)) },
      { title: "Heap used", expression: meanOfGraph(byVersion(heap)) },
      { title: "Delay p99", expression: meanOfGraph(byVersion(delay)) },
      { title: "Utilisation", expression: meanOfGraph(byVersion(utilisation)), decimals: 1 },
      { title: "Time in GC", expression: meanOfGraph(byVersion(collecting)), decimals: 2 },
      {
        title: "Uncaught exceptions",
        expression: sumOfGraph(byVersion(exceptions, "sum")),
        decimals: 0,
      },
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
    description: `Exceptions that nothing caught, in each step of the graph. Anything but zero needs a look at the log.`,
    queries: [query(byVersion(newExceptions, "sum"), "{{version}}")],
    unit: "short",
    min: 0,
    ...third,
  }),
]);
