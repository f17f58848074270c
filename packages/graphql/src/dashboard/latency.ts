import {
  buckets,
  heatmap,
  orZero,
  percentiles,
  quantile,
  query,
  rate,
  row,
  third,
  timeseries,
  topk,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { chosen, duration, legend, ofOperation } from "./parts.ts";

/** How long it takes, and where the time goes. */
export const latency: Row = row("Latency", [
  timeseries({
    title: "Latency",
    description: "From the server's first step to the result. Dots are traces.",
    queries: percentiles((q) => orZero(quantile(q, duration, { where: chosen }))),
    exemplars: true,
    min: 0,
    ...third,
  }),
  heatmap({
    title: "Latencies",
    description: "How many operations took how long.",
    expression: buckets(duration, { where: chosen }),
    exemplars: true,
    ...third,
  }),
  timeseries({
    title: "Latency p95 by operation",
    description: "The ten slowest. A step is a deploy, a slope is growing data.",
    queries: [query(topk(10, quantile(0.95, duration, ofOperation)), legend)],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Phases p95",
    description:
      "Parse and validate are long where documents are huge or new each time: use persisted queries, and limit their size.",
    queries: [
      query(
        orZero(quantile(0.95, metrics.phaseDuration, { by: ["phase"] }), { phase: "none" }),
        "{{phase}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Phases per second",
    description:
      "Parse far below execute: the server's cache of documents works. Parse near execute: clients write values into their queries instead of variables.",
    queries: [query(rate(metrics.phaseDuration, { by: ["phase"] }), "{{phase}}")],
    unit: "ops",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Oldest operation",
    description:
      "Age of the oldest operation in flight, by instance. A straight line upwards is one that hangs.",
    queries: [
      query(
        orZero(value(metrics.oldestOperation, { by: ["instance"], aggregate: "max" }), {
          instance: "none",
        }),
        "{{instance}}",
      ),
    ],
    min: 0,
    ...third,
  }),
]);
