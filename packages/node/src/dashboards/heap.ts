import {
  above,
  aggregate,
  buckets,
  half,
  heatmap,
  quantile,
  query,
  rate,
  ratio,
  row,
  sumRate,
  third,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { heapOfLimit, nearLimit } from "./per-instance.ts";

const by = ["v8js_gc_type"] as const;
const bySpace = { by: ["v8js_heap_space_name"] } as const;
const spaceName = "{{v8js_heap_space_name}}";

/** V8's heap, and what it costs to keep it clean. */
export const heap: Row = row("Heap", [
  timeseries({
    title: "Heap by instance",
    description:
      "Heap in use. A line whose lowest points only rise is a leak: take a heap snapshot.",
    queries: [query(value(metrics.heapUsed, { by: ["instance"] }), "{{instance}}")],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Heap of limit by instance",
    description:
      "Share of the limit. At 100 % V8 ends the process: raise --max-old-space-size, or find the leak.",
    queries: [query(aggregate("max", heapOfLimit, ["instance"]), "{{instance}}")],
    min: 0,
    thresholds: nearLimit,
    ...third,
  }),
  timeseries({
    title: "Heap in use by space",
    description:
      "old_space holds what survived: it grows when objects leak. new_space is the nursery.",
    queries: [
      // Spaces that this app does not use are not worth a line.
      query(above(value(metrics.heapUsed, bySpace), 0), spaceName),
    ],
    stack: "normal",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Heap size by space",
    description: "What V8 reserved.",
    queries: [query(above(value(metrics.heapSpaceSize, bySpace), 0), spaceName)],
    stack: "normal",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Physical heap by space",
    description:
      "What of it is in physical memory. V8 gives it back to the system after major collections.",
    queries: [query(above(value(metrics.heapSpacePhysical, bySpace), 0), spaceName)],
    stack: "normal",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Free heap by space",
    description: "Free within what V8 reserved. Much of it for long is fragmentation.",
    queries: [query(above(value(metrics.heapSpaceAvailable, bySpace), 0), spaceName)],
    min: 0,
    ...third,
  }),
]);

/** Garbage collections: how many, how long, how much of the time. */
export const garbageCollection: Row = row(
  "Garbage collection",
  [
    timeseries({
      title: "Collections by type",
      description:
        "Minor ones clear the nursery and are cheap. Many major ones: the heap is too small or leaks.",
      queries: [query(rate(metrics.gcDuration, { by }), "{{v8js_gc_type}}")],
      min: 0,
      ...half,
    }),
    timeseries({
      title: "Time in GC by type",
      description: "Share of one CPU that collecting takes, over all processes.",
      queries: [query(sumRate(metrics.gcDuration, { by }), "{{v8js_gc_type}}")],
      stack: "normal",
      min: 0,
      ...half,
    }),
    timeseries({
      title: "Pauses by type",
      description:
        "Mean pause of each type, and what 99 % of all pauses stay under. The event loop waits meanwhile.",
      queries: [
        query(
          ratio(sumRate(metrics.gcDuration, { by }), rate(metrics.gcDuration, { by })),
          "{{v8js_gc_type}}",
        ),
        query(quantile(0.99, metrics.gcDuration), "p99"),
      ],
      unit: "s",
      min: 0,
      ...half,
    }),
    heatmap({
      title: "Pauses",
      description: "Where the pauses lie. Those above 100 ms are felt by every request that waits.",
      expression: buckets(metrics.gcDuration),
      ...half,
    }),
  ],
  { collapsed: true },
);
