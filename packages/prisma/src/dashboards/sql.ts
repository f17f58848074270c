import {
  divide,
  half,
  orZero,
  overRange,
  quantile,
  query,
  rate,
  row,
  sumRate,
  sumTotal,
  table,
  third,
  timeseries,
  total,
  whole,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { call, model } from "./parts.ts";

const where = { model };
const verb = ["db_operation_name"] as const;

export const sql: Row = row("SQL and waiting", [
  timeseries({
    title: "Where the time goes",
    description:
      "Seconds per second that calls spend in SQL, in waiting for a connection, and in compiling query plans. Growing waiting with steady SQL: the pool is too small, or connections are held too long.",
    queries: [
      query(sumRate(metrics.statementDuration), "SQL"),
      query(sumRate(metrics.connectionWait), "waiting for a connection"),
      query(sumRate(metrics.compileDuration), "compiling plans"),
    ],
    stack: "normal",
    min: 0,
    ...half,
  }),
  timeseries({
    title: "SQL and pool wait, p95",
    description:
      "95 % of statements run faster, and 95 % of connections are there sooner. A slow database raises the first, a small pool the second.",
    queries: [
      query(orZero(quantile(0.95, metrics.statementDuration)), "SQL"),
      query(orZero(quantile(0.95, metrics.connectionWait)), "waiting for a connection"),
    ],
    exemplars: true,
    min: 0,
    ...half,
  }),
  timeseries({
    title: "Statements by kind",
    description: "What the database is asked to do. Many ROLLBACKs point to the row Transactions.",
    queries: [query(rate(metrics.statementDuration, { by: verb, where }), "{{db_operation_name}}")],
    stack: "normal",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Duration by kind, p95",
    description:
      "Slow INSERTs and UPDATEs often wait for locks, slow SELECTs for the disk or an index.",
    queries: [
      query(
        orZero(quantile(0.95, metrics.statementDuration, { by: verb, where }), {
          db_operation_name: "none",
        }),
        "{{db_operation_name}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Rows per statement",
    description: "Mean rows returned or changed. A rise means results without a limit: add `take`.",
    queries: [
      query(
        orZero(divide(rate(metrics.rows, { where }), rate(metrics.statementDuration, { where }))),
        "rows",
      ),
    ],
    unit: "short",
    min: 0,
    ...third,
  }),
  table({
    title: "SQL by operation",
    description:
      'Statements, rows and SQL time of each call in the chosen time. Many statements per call come from a wide include: consider `relationLoadStrategy: "join"`.',
    columns: [
      {
        title: "SQL load",
        expression: sumTotal(metrics.statementDuration, { by: call, where }),
        cell: "bar",
      },
      {
        title: "Statements",
        expression: total(metrics.statementDuration, { by: call, where }),
        decimals: 0,
      },
      {
        title: "Statements per call",
        expression: divide(
          total(metrics.statementDuration, { by: call, where }),
          total(metrics.operationDuration, { by: call, where }),
        ),
        unit: "short",
        decimals: 1,
      },
      {
        title: "SQL p95",
        expression: overRange(quantile(0.95, metrics.statementDuration, { by: call, where })),
      },
      { title: "Rows", expression: total(metrics.rows, { by: call, where }), decimals: 0 },
    ],
    labels: { model: "Model", operation: "Operation" },
    ...whole,
  }),
]);
