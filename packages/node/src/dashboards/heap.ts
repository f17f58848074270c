import {
  buckets,
  heatmap,
  quantile,
  query,
  rate,
  ratio,
  row,
  sumRate,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";

const half = { width: 12, height: 8 } as const;
const quarter = { width: 6, height: 8 } as const;
const by = ["v8js_gc_type"] as const;

/** V8's heap, and what it costs to keep it clean. */
export const heap: Row = row("Heap", [
  timeseries({
    title: "Heap by instance",
    description:
      "Heap in use beside its limit. A line that only rises is a leak: take a heap snapshot.",
    queries: [
      query(value(metrics.heapUsed, { by: ["instance"] }), "{{instance}}"),
      query(value(metrics.heapLimit, { by: ["instance"], aggregate: "max" }), "limit {{instance}}"),
    ],
    min: 0,
    ...half,
  }),
  timeseries({
    title: "Heap in use by space",
    description:
      "old_space holds what survived: it grows when objects leak. new_space is the nursery.",
    queries: [
      query(value(metrics.heapUsed, { by: ["v8js_heap_space_name"] }), "{{v8js_heap_space_name}}"),
    ],
    stack: "normal",
    min: 0,
    ...half,
  }),
  timeseries({
    title: "Heap size by space",
    description: "What V8 reserved.",
    queries: [
      query(
        value(metrics.heapSpaceSize, { by: ["v8js_heap_space_name"] }),
        "{{v8js_heap_space_name}}",
      ),
    ],
    stack: "normal",
    min: 0,
    ...quarter,
  }),
  timeseries({
    title: "Physical heap by space",
    description:
      "What of it is in physical memory. V8 gives it back to the system after major collections.",
    queries: [
      query(
        value(metrics.heapSpacePhysical, { by: ["v8js_heap_space_name"] }),
        "{{v8js_heap_space_name}}",
      ),
    ],
    stack: "normal",
    min: 0,
    ...quarter,
  }),
  timeseries({
    title: "Free heap by space",
    description: "Free within what V8 reserved. Much of it for long is fragmentation.",
    queries: [
      query(
        value(metrics.heapSpaceAvailable, { by: ["v8js_heap_space_name"] }),
        "{{v8js_heap_space_name}}",
      ),
    ],
    min: 0,
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
