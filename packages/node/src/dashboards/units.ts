import { selfMetrics } from "@promenade/core";
import {
  add,
  average,
  divide,
  overRange,
  quantile,
  query,
  rate,
  ratio,
  row,
  sumRate,
  sumTotal,
  table,
  timeseries,
  topk,
  total,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";

const { unitDuration } = metrics;
const { nPlusOne, nPlusOneCalls } = selfMetrics;

const by = ["kind", "unit"] as const;
const culprit = ["kind", "unit", "call", "plugin"] as const;
const title = "{{kind}} {{unit}}";
const labels = { kind: "Kind", unit: "Unit of work" } as const;
const half = { width: 12, height: 10, legend: "table", min: 0 } as const;

/** A unit inside another (a GraphQL operation in its request) is a line of its own: never add up kinds. */
export const units: Row = row("Units of work", [
  table({
    title: "Slowest units of work",
    description:
      "Requests, GraphQL operations, jobs and messages of the chosen time, slowest first. One inside another has a line for both. Load is the time that all runs took; its share is of its own kind: an improvement pays most where it is large. Empty: no plugin that opens units of work is in use, such as nestjs(), graphql(), bullmq() or kafka(), or nothing ran.",
    columns: [
      { title: "p95", expression: overRange(quantile(0.95, unitDuration, { by })), cell: "bar" },
      { title: "Mean", expression: overRange(average(unitDuration, { by })) },
      { title: "Runs", expression: total(unitDuration, { by }), decimals: 0 },
      { title: "Load", expression: sumTotal(unitDuration, { by }) },
      {
        title: "Share of its kind",
        expression: ratio(sumTotal(unitDuration, { by }), sumTotal(unitDuration, { by: ["kind"] })),
        decimals: 1,
      },
    ],
    labels,
    noValue: "No unit of work ended: plugins such as nestjs, graphql, bullmq and kafka open them",
    width: 24,
    height: 9,
  }),
  timeseries({
    title: "Slowest units of work, p95",
    description:
      "95 % of the runs of these ten are faster. A step at a deploy mark names the deploy; all of them at once point to what they share: the database, the event loop.",
    queries: [query(topk(10, quantile(0.95, unitDuration, { by })), title)],
    ...half,
  }),
  timeseries({
    title: "Units of work by load",
    description:
      "The ten that take most time: runs at once, on average. It grows with traffic as well as with slowness. Lines of different kinds overlap where one runs inside the other.",
    queries: [query(topk(10, sumRate(unitDuration, { by })), title)],
    unit: "short",
    ...half,
  }),
  table({
    title: "N+1 suspects",
    description:
      "Which call was repeated in which unit of work; of units inside each other, in the one that repeats it. Ask once for all: the plugin's own dashboard says how. Empty: nothing is repeated, or no plugin that watches a store is in use, such as prisma().",
    columns: [
      {
        title: "Calls to save",
        expression: total(nPlusOneCalls, { by: culprit }),
        decimals: 0,
        cell: "bar",
      },
      {
        title: "Calls per unit",
        expression: divide(
          add(total(nPlusOneCalls, { by: culprit }), total(nPlusOne, { by: culprit })),
          total(nPlusOne, { by: culprit }),
        ),
        unit: "short",
        decimals: 1,
      },
      { title: "Units affected", expression: total(nPlusOne, { by: culprit }), decimals: 0 },
      {
        title: "Share of runs",
        expression: ratio(total(nPlusOne, { by: culprit }), total(unitDuration, { by })),
        decimals: 1,
      },
    ],
    labels: { ...labels, call: "Call", plugin: "Seen by" },
    noValue: "No suspects",
    width: 12,
    height: 10,
  }),
  timeseries({
    title: "N+1 suspects by unit of work",
    description:
      "Runs per second that repeat a call. A line that begins at a deploy mark is what the deploy brought. Empty for the same reasons as the table.",
    queries: [query(topk(10, rate(nPlusOne, { by: culprit })), `${title}: {{call}}`)],
    ...half,
  }),
]);
