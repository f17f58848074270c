import {
  average,
  byVersion,
  half,
  orZero,
  quantile,
  query,
  rate,
  ratio,
  row,
  third,
  timeseries,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { duration, failed } from "./parts.ts";

const byType = { by: ["graphql_operation_type"] } as const;
const typeLegend = "{{graphql_operation_type}}";
const noType = { graphql_operation_type: "no operations" } as const;
const byLoader = { by: ["loader"] } as const;
const noLoader = { loader: "no loader" } as const;
const { persistedQueries } = metrics;

/** What clients ask for. */
export const demand: Row = row("Size of queries", [
  timeseries({
    title: "Depth p99",
    description:
      "How deep fields are nested. A jump: a new client, or somebody who tries how far it goes. Limit the depth.",
    queries: [query(orZero(quantile(0.99, metrics.operationDepth, byType), noType), typeLegend)],
    unit: "short",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Fields p99",
    description:
      "Fields that an operation selects, fragments counted wherever they are spread: its complexity before lists multiply it.",
    queries: [query(orZero(quantile(0.99, metrics.operationFields, byType), noType), typeLegend)],
    unit: "short",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Mean fields",
    description: "Selected per operation.",
    queries: [query(orZero(average(metrics.operationFields, byType), noType), typeLegend)],
    unit: "short",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Batched requests",
    description:
      "Mean and 95th percentile of the operations in one HTTP request, of those that carry a list. Large ones get around limits per request.",
    queries: [
      query(orZero(average(metrics.batchSize)), "mean"),
      query(orZero(quantile(0.95, metrics.batchSize)), "p95"),
    ],
    unit: "short",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Persisted queries",
    description:
      "Requests by hash per second: hit; miss, so that the client must send the text; registered, as it did.",
    queries: [
      query(
        orZero(rate(persistedQueries, { by: ["outcome"] }), { outcome: "none" }),
        "{{outcome}}",
      ),
    ],
    unit: "reqps",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Persisted-query misses",
    description:
      "Share of requests by hash whose text the server did not have. High after a restart: its store is not shared, or too small.",
    queries: [
      query(
        ratio(rate(persistedQueries, { where: { outcome: "miss" } }), rate(persistedQueries)),
        "missed",
      ),
    ],
    min: 0,
    ...third,
  }),
]);

/** Batches against N+1. */
export const loaders: Row = row(
  "Data loaders",
  [
    timeseries({
      title: "Keys per batch",
      description: "Mean by loader. 1 means that the loader does not batch: N+1 goes on behind it.",
      queries: [query(orZero(average(metrics.loaderBatchSize, byLoader), noLoader), "{{loader}}")],
      unit: "short",
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Batches",
      description: "Per second by loader.",
      queries: [query(orZero(rate(metrics.loaderBatchSize, byLoader), noLoader), "{{loader}}")],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Batch p95",
      description: "Time that a loader's batches take.",
      queries: [
        query(orZero(quantile(0.95, metrics.loaderDuration, byLoader), noLoader), "{{loader}}"),
      ],
      min: 0,
      ...third,
    }),
  ],
  { collapsed: true },
);

const perTarget = { by: ["job", "instance"] } as const;
const all = byVersion(rate(duration, perTarget), "sum");
const failures = byVersion(rate(duration, { ...perTarget, where: failed }), "sum");

/** Whether a deploy did it. */
export const versions: Row = row("By version", [
  timeseries({
    title: "Operations by version",
    description: "Ended per second by each version of the app that runs.",
    queries: [query(all, "{{version}}")],
    unit: "reqps",
    stack: "normal",
    ...half,
  }),
  timeseries({
    title: "Failed by version",
    description: "Share without data of each version. Only the new line is up: roll back.",
    queries: [query(ratio(failures, all), "{{version}}")],
    min: 0,
    ...half,
  }),
]);
