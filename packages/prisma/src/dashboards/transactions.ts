import {
  half,
  orZero,
  quantile,
  query,
  rate,
  row,
  table,
  third,
  timeseries,
  total,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { call } from "./parts.ts";

const by = ["outcome"] as const;
const noOutcome = { outcome: "none" } as const;

export const transactions: Row = row("Transactions", [
  timeseries({
    title: "Transactions by outcome",
    description:
      "Rollback: the app or a statement failed inside. Timeout: it waited or ran longer than `maxWait` or `timeout` allow (P2028). Error: it could not start or commit.",
    queries: [query(orZero(rate(metrics.transactionDuration, { by }), noOutcome), "{{outcome}}")],
    stack: "normal",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Transaction duration, p95",
    description:
      "A transaction holds a connection and its locks all the time. Keep calls to other services out of it.",
    queries: [
      query(orZero(quantile(0.95, metrics.transactionDuration, { by }), noOutcome), "{{outcome}}"),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Time to begin, p95",
    description:
      "Waiting for a connection, and BEGIN. Above `maxWait` (2 s unless set) the transaction fails.",
    queries: [
      query(
        orZero(quantile(0.95, metrics.transactionStartDuration, { by }), noOutcome),
        "{{outcome}}",
      ),
    ],
    min: 0,
    ...third,
  }),
]);

export const errors: Row = row("Errors", [
  timeseries({
    title: "Errors by code",
    description:
      "P2002: a unique value exists already. P2025: a record was not found. P2028: transaction timeout. P2034: write conflict, retry. P1xxx: the database cannot be reached. The list is in Prisma's error reference.",
    queries: [
      query(orZero(rate(metrics.operationErrors, { by: ["code"] }), { code: "none" }), "{{code}}"),
    ],
    stack: "normal",
    min: 0,
    ...half,
  }),
  table({
    title: "Failing operations",
    description: "Which call failed with which code, in the chosen time.",
    columns: [
      {
        title: "Errors",
        expression: orZero(total(metrics.operationErrors, { by: [...call, "code"] }), {
          model: "none",
          operation: "none",
          code: "none",
        }),
        decimals: 0,
      },
    ],
    labels: { model: "Model", operation: "Operation", code: "Code" },
    ...half,
  }),
]);

export const client: Row = row(
  "Client",
  [
    timeseries({
      title: "Plan cache misses",
      description:
        "Queries per second whose plan had to be compiled. Normal after a start; later, query shapes without an end (such as `in` lists of every length) defeat the cache.",
      queries: [query(rate(metrics.compileDuration), "compilations")],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Time to compile a plan",
      description: "It runs on the event loop, so long ones delay everything else.",
      queries: [query(orZero(quantile(0.95, metrics.compileDuration)), "p95")],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Clients that connect",
      description:
        "Each client connects once. A steady rate means that the app makes clients again and again.",
      queries: [query(orZero(rate(metrics.connectDuration, { by }), noOutcome), "{{outcome}}")],
      min: 0,
      ...third,
    }),
  ],
  { collapsed: true },
);
