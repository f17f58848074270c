import {
  average,
  buckets,
  half,
  heatmap,
  orZero,
  overRange,
  percentiles,
  quantile,
  query,
  rate,
  ratio,
  row,
  sumTotal,
  table,
  timeseries,
  topk,
  total,
  whole,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { call, failed, listed, model, none } from "./parts.ts";

const where = { model };
const duration = metrics.operationDuration;

export const operations: Row = row("Operations", [
  timeseries({
    title: "Operation duration",
    description:
      "As the app waits for it: building the query, a connection, SQL, mapping the result. Dots are traces.",
    queries: percentiles((q) => orZero(quantile(q, duration, { where }))),
    exemplars: true,
    min: 0,
    ...half,
  }),
  heatmap({
    title: "Operation durations",
    description:
      "How many calls took how long. Two bands mean two kinds of work, often cached and not.",
    expression: buckets(duration, { where }),
    cellUnit: "ops",
    ...half,
  }),
  timeseries({
    title: "Busiest operations",
    description: "The ten calls that are made most often.",
    queries: [query(topk(10, rate(duration, { by: call, where })), "{{model}}.{{operation}}")],
    min: 0,
    ...half,
    ...listed,
  }),
  timeseries({
    title: "Slowest operations",
    description: "The ten calls with the highest 95th percentile.",
    queries: [
      query(
        orZero(topk(10, quantile(0.95, duration, { by: call, where })), none.call),
        "{{model}}.{{operation}}",
      ),
    ],
    min: 0,
    ...half,
    ...listed,
  }),
  table({
    title: "Operations by load",
    description:
      "All of the chosen time. Load is the time that all calls together took: the place where an improvement pays most.",
    columns: [
      { title: "Load", expression: sumTotal(duration, { by: call, where }), cell: "bar" },
      { title: "Calls", expression: total(duration, { by: call, where }), decimals: 0 },
      { title: "Mean", expression: overRange(average(duration, { by: call, where })) },
      { title: "p95", expression: overRange(quantile(0.95, duration, { by: call, where })) },
      {
        title: "Failed",
        expression: ratio(
          total(duration, { by: call, where: { ...where, ...failed } }),
          total(duration, { by: call, where }),
        ),
        cell: "color",
        thresholds: [
          { from: 0.01, color: "orange" },
          { from: 0.05, color: "red" },
        ],
      },
    ],
    labels: { model: "Model", operation: "Operation" },
    ...whole,
  }),
]);
