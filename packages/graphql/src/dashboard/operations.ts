import {
  average,
  barGauge,
  half,
  orZero,
  overRange,
  quantile,
  query,
  rate,
  ratio,
  row,
  sumTotal,
  table,
  third,
  timeseries,
  topk,
  total,
  value,
  whole,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import {
  badLatency,
  badRatio,
  chosen,
  duration,
  failed,
  legend,
  ofOperation,
  partial,
  refused,
  uid,
} from "./parts.ts";

const ok = { outcome: "ok" } as const;
const showOperation = {
  title: "Show this operation only",
  url: `/d/${uid}?var-operation=\${__value.raw}&\${__url_time_range}`,
} as const;

/** How much, and how it ends. */
export const traffic: Row = row("Operations", [
  timeseries({
    title: "Operations by name",
    description:
      "Ended per second, the ten busiest. <other> are names that came too seldom for a series of their own.",
    queries: [query(topk(10, rate(duration, ofOperation)), legend)],
    unit: "reqps",
    stack: "normal",
    ...half,
  }),
  timeseries({
    title: "Operations by outcome",
    description: "ok; partial: data and errors; error: executed, no data; invalid: not executed.",
    queries: [
      query(rate(duration, { where: { ...chosen, ...ok } }), "ok"),
      query(rate(duration, { where: { ...chosen, ...partial } }), "partial"),
      query(rate(duration, { where: { ...chosen, ...failed } }), "error"),
      query(rate(duration, { where: { ...chosen, ...refused } }), "invalid"),
    ],
    unit: "reqps",
    stack: "normal",
    ...half,
  }),
  timeseries({
    title: "Operations by type",
    description: "Queries, mutations, and subscriptions that were set up, per second.",
    queries: [
      query(
        rate(duration, { by: ["graphql_operation_type"], where: chosen }),
        "{{graphql_operation_type}}",
      ),
    ],
    unit: "reqps",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Failed by operation",
    description:
      "Share without data, the ten worst. One operation: its resolvers. All: a dependency.",
    queries: [
      query(
        topk(
          10,
          ratio(
            rate(duration, {
              by: ["graphql_operation_name"],
              where: { ...chosen, ...failed },
            }),
            rate(duration, ofOperation),
          ),
        ),
        legend,
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "In flight by instance",
    description: "It climbs while the rate does not: resolvers wait for something.",
    queries: [
      query(
        orZero(value(metrics.operationsInFlight, { by: ["instance"] }), { instance: "none" }),
        "{{instance}}",
      ),
    ],
    min: 0,
    ...third,
  }),
]);

/** Where to look first. */
export const operations: Row = row("Where to look first", [
  table({
    title: "Operations",
    description:
      "All of the chosen time. Load is the time that all runs together took: where an improvement pays most. Click a name to see it alone. Queries to the database by operation: see the Prisma dashboard, unit graphql.",
    columns: [
      {
        title: "p95",
        expression: overRange(quantile(0.95, duration, ofOperation)),
        cell: "color",
        thresholds: badLatency,
      },
      { title: "Mean", expression: overRange(average(duration, ofOperation)) },
      { title: "Runs", expression: total(duration, ofOperation), decimals: 0 },
      { title: "Load", expression: sumTotal(duration, ofOperation), cell: "bar" },
      {
        title: "Failed",
        expression: ratio(
          total(duration, { by: ["graphql_operation_name"], where: { ...chosen, ...failed } }),
          total(duration, ofOperation),
        ),
        cell: "color",
        thresholds: badRatio,
      },
      {
        title: "Partial",
        expression: ratio(
          total(duration, { by: ["graphql_operation_name"], where: { ...chosen, ...partial } }),
          total(duration, ofOperation),
        ),
        cell: "color",
        thresholds: badRatio,
      },
    ],
    labels: { graphql_operation_name: "Operation" },
    labelLinks: { graphql_operation_name: showOperation },
    sortBy: { column: "Load" },
    ...whole,
  }),
  barGauge({
    title: "Top talkers",
    description: "The ten operations that ran most in the chosen time.",
    queries: [query(topk(10, total(duration, ofOperation)), legend)],
    ...half,
  }),
  barGauge({
    title: "Most time taken",
    description: "The ten operations whose runs together took the most time.",
    queries: [query(topk(10, sumTotal(duration, ofOperation)), legend)],
    ...half,
  }),
]);
