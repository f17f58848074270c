import { selfMetrics } from "@promenade/core";
import {
  above,
  alert,
  and,
  notMatches,
  quantile,
  rate,
  ratio,
  value,
  type AlertDefinition,
} from "@promenade/dashboard";
import { culprit, ofPrisma, pool, uid, unit } from "./dashboards/parts.ts";
import { metrics } from "./metrics.ts";

const dashboard = uid;
const perPool = ["job", "instance", pool] as const;
const suspect = { by: ["job", ...culprit], where: ofPrisma } as const;

/** Codes that an app often causes on purpose: a unique value exists, a record does not. */
const expectedCodes = "P2002|P2025";

export const alerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadePrismaPoolExhausted",
    expression: value(metrics.pendingRequests, { by: perPool, overTime: "min" }),
    above: 0,
    window: "2m",
    for: "2m",
    severity: "critical",
    summary: "Requests wait for a database connection all the time.",
    description:
      "Pool {{ $labels.db_client_connection_pool_name }} of {{ $labels.instance }} ({{ $labels.job }}) has had at least {{ $value }} waiting requests at every scrape.",
    runbook: {
      meaning:
        "Every connection of the pool was in use, and requests waited for one, at each scrape for minutes. The pool is the bottleneck.",
      impact:
        "Every call that needs the database is late by the wait. When the wait exceeds `connectionTimeoutMillis`, or `maxWait` for transactions, calls fail.",
      diagnosis:
        "1. *Prisma* dashboard, *Where the time goes*: is SQL slow as well? Then the database is the cause: see PromenadePrismaSlowStatements.\n2. *Connections held* far above the SQL time: something else is awaited inside transactions, often an HTTP call.\n3. *N+1 suspects*: one request that issues a hundred statements takes the connections of all others.\n4. One instance only: uneven traffic. All: traffic grew, or the last deploy (the marks) made calls dearer.",
      mitigation:
        "Add instances, or raise the pool's `max` as far as the database's connection limit allows (the sum over all instances counts). If it began with a deploy, roll back. Then shorten what holds connections.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadePrismaConnectionTimeouts",
    expression: rate(metrics.connectionTimeouts, { by: perPool }),
    above: 0,
    for: "1m",
    severity: "critical",
    summary: "Requests for a database connection time out.",
    description:
      'Pool {{ $labels.db_client_connection_pool_name }} of {{ $labels.instance }} ({{ $labels.job }}) turns requests away, {{ $value | printf "%.3f" }} per second.',
    runbook: {
      meaning:
        "A connection could not be had within `connectionTimeoutMillis`: all were in use, or a new one could not be opened.",
      impact: "The calls failed, and most likely the requests that made them.",
      diagnosis:
        "1. *Connections*: used at the maximum means an exhausted pool, see PromenadePrismaPoolExhausted.\n2. Used far below the maximum: the database does not accept connections. Is it up, reachable, and below its own limit (`max_connections`)?\n3. *Timeouts and lost connections*: connections lost at the same time mean a restart or a network fault.",
      mitigation:
        "Bring the database back, or free connections: end sessions that are idle in a transaction, reduce other clients, add instances only if the database has connections left.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadePrismaErrors",
    expression: ratio(
      rate(metrics.operationErrors, {
        by: ["job"],
        where: { code: notMatches(expectedCodes) },
      }),
      rate(metrics.operationDuration, { by: ["job"] }),
    ),
    above: 0.05,
    for: "5m",
    severity: "critical",
    summary: "Many Prisma Client calls fail.",
    description:
      "{{ $value | humanizePercentage }} of the Prisma calls of {{ $labels.job }} fail, P2002 and P2025 not counted.",
    runbook: {
      meaning:
        "More than 5 % of calls have thrown for five minutes. Unique constraints (P2002) and missing records (P2025) are left out, because apps use them on purpose.",
      impact: "Whatever these calls were for did not happen.",
      diagnosis:
        "*Prisma* dashboard, row *Errors*:\n\n- `P1xxx`, `ECONNREFUSED`: the database cannot be reached.\n- `P2021`, `P2022`: a table or column is missing; the deploy came before its migration.\n- `P2024`, `P2028`: no connection in time, see PromenadePrismaPoolExhausted.\n- `P2034`: write conflicts or deadlocks; retry, and touch rows in one order.\n- `validation`: the app asks for something that the schema does not have; a fault of the last deploy.",
      mitigation:
        "Roll back if it began with a deploy; run the missing migration; bring the database back.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadePrismaSlowStatements",
    expression: quantile(0.95, metrics.statementDuration, { by: ["job"] }),
    above: 0.5,
    for: "10m",
    severity: "warning",
    summary: "SQL statements are slow.",
    description:
      "5 % of the SQL statements of {{ $labels.job }} take {{ $value | humanizeDuration }} or longer.",
    runbook: {
      meaning:
        "The 95th percentile of SQL time has been above half a second for ten minutes. Waiting for a connection is not part of it where the pool is named in `prisma({ pools })`.",
      impact: "Requests that need them are at least that slow, and connections are held longer.",
      diagnosis:
        "1. *SQL by operation*, sorted by load: which model and call?\n2. *Duration by kind, p95*: slow INSERTs and UPDATEs wait for locks, slow SELECTs lack an index or read too many rows (*Rows per statement*).\n3. In the database: running statements and locks (`pg_stat_activity`), then `EXPLAIN (ANALYZE, BUFFERS)` of the statement.",
      mitigation:
        "Add the missing index, bound the result with `take`, end the session that holds the locks. If it began with a deploy, roll back.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadePrismaNPlusOne",
    expression: and(
      ratio(
        rate(selfMetrics.nPlusOne, suspect),
        rate(metrics.queriesPerUnit, { by: ["job", ...unit] }),
      ),
      above(rate(selfMetrics.nPlusOne, suspect), 0.1),
    ),
    above: 0.1,
    for: "15m",
    severity: "warning",
    summary: "A unit of work repeats the same query.",
    description:
      "{{ $value | humanizePercentage }} of the runs of {{ $labels.kind }} {{ $labels.unit }} ({{ $labels.job }}) repeat {{ $labels.call }}.",
    runbook: {
      meaning:
        "In more than a tenth of the runs of one unit of work (request, GraphQL operation, job, message), the same call went to the database five times or more, as often as there are parents: N+1. It happens more than once in ten seconds.",
      impact: "It is slow, it grows with the data, and it takes connections from everybody else.",
      diagnosis:
        "The alert names the unit and the call. In the code of that unit, look for that call in a loop, in `Promise.all(… .map(…))`, or in a GraphQL resolver of a child field.",
      mitigation:
        "Load the children with the parents (`include`, `select`), or collect the keys and ask once (`where: { id: { in: keys } }`), or use `findUnique` for all in one tick, which Prisma batches, or a data loader. If the loop is meant, as in an import, raise `nPlusOneThreshold`.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadePrismaTransactionTimeouts",
    expression: ratio(
      rate(metrics.transactionDuration, { by: ["job"], where: { outcome: "timeout" } }),
      rate(metrics.transactionDuration, { by: ["job"] }),
    ),
    above: 0.01,
    for: "5m",
    severity: "warning",
    summary: "Transactions time out.",
    description:
      "{{ $value | humanizePercentage }} of the transactions of {{ $labels.job }} end in P2028.",
    runbook: {
      meaning:
        "A transaction waited longer for a connection than `maxWait` (2 s unless set), or ran longer than `timeout` (5 s unless set), and was rolled back.",
      impact: "Its changes are lost. The caller got an error.",
      diagnosis:
        "1. *Time to begin, p95* near `maxWait`: the pool is exhausted, see PromenadePrismaPoolExhausted.\n2. Else the transactions are too long: *Transaction duration, p95*. Look inside for calls to other services, loops of statements, and waits for locks.",
      mitigation:
        "Move what needs no transaction out of it, and make loops one statement (`createMany`, `updateMany`). Raise `maxWait` or `timeout` only when the work is really that long.",
    },
    dashboard,
  }),
];
