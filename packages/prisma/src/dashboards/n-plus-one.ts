import { selfMetrics } from "@promenade/core";
import {
  buckets,
  divide,
  half,
  heatmap,
  orZero,
  quantile,
  query,
  rate,
  ratio,
  row,
  table,
  timeseries,
  topk,
  total,
  whole,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { culprit, listed, none, ofPrisma, unit } from "./parts.ts";

const noSuspect = { kind: "none", unit: "no suspects", call: "none" } as const;
const seen = { by: culprit, where: ofPrisma };

export const nPlusOne: Row = row("N+1", [
  table({
    title: "N+1 suspects",
    description:
      "Which call was repeated in which unit of work. Load the children with the parent by `include`, collect the keys and ask once with `in`, or use findUnique in one tick, which Prisma batches.",
    columns: [
      {
        title: "Calls to save",
        expression: orZero(total(selfMetrics.nPlusOneCalls, seen), noSuspect),
        decimals: 0,
        cell: "bar",
      },
      {
        title: "Units affected",
        expression: orZero(total(selfMetrics.nPlusOne, seen), noSuspect),
        decimals: 0,
      },
      {
        title: "Calls to save per unit",
        expression: orZero(
          divide(total(selfMetrics.nPlusOneCalls, seen), total(selfMetrics.nPlusOne, seen)),
          noSuspect,
        ),
        unit: "short",
        decimals: 1,
      },
    ],
    labels: { kind: "Kind", unit: "Unit of work", call: "Call" },
    ...whole,
    height: 6,
  }),
  timeseries({
    title: "Queries per unit, p95",
    description:
      "95 % of the runs of a unit of work issue fewer statements. It should not depend on how much data there is.",
    queries: [
      query(
        orZero(topk(10, quantile(0.95, metrics.queriesPerUnit, { by: unit })), none.unit),
        "{{kind}} {{unit}}",
      ),
    ],
    unit: "short",
    min: 0,
    ...half,
    ...listed,
  }),
  heatmap({
    title: "Queries per unit",
    description:
      "How many units of work issued how many statements. A long tail is N+1 that grows with the data.",
    expression: buckets(metrics.queriesPerUnit),
    ...half,
  }),
  timeseries({
    title: "Suspect share by unit",
    description:
      "Share of the runs of a unit of work that are N+1 suspects. A step after a deploy names the deploy.",
    queries: [
      query(
        orZero(
          topk(
            10,
            ratio(rate(selfMetrics.nPlusOne, seen), rate(metrics.queriesPerUnit, { by: unit })),
            { above: 0 },
          ),
          noSuspect,
        ),
        "{{kind}} {{unit}}: {{call}}",
      ),
    ],
    min: 0,
    ...half,
    ...listed,
  }),
  timeseries({
    title: "Calls to save",
    description:
      "Calls per second that one call with include, or a loader, could have made unnecessary.",
    queries: [
      query(rate(selfMetrics.nPlusOneCalls, { where: ofPrisma }), "calls to save"),
      query(rate(metrics.operationDuration), "all calls"),
    ],
    min: 0,
    ...half,
  }),
]);
