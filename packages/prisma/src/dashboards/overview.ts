import { selfMetrics } from "@promenade/core";
import {
  aggregate,
  half,
  orZero,
  quantile,
  query,
  rate,
  ratio,
  row,
  stat,
  timeseries,
  total,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { failed, ofPrisma, pool } from "./parts.ts";

const small = { width: 3, height: 4 } as const;

/** Connections in use, of those that a pool may open: the highest that a scrape saw. */
const poolUse = ratio(
  value(metrics.connections, {
    by: ["job", "instance", pool],
    where: { db_client_connection_state: "used" },
    overTime: "max",
  }),
  value(metrics.connectionsMax, { by: ["job", "instance", pool] }),
);

export const overview: Row = row("Overview", [
  stat({
    title: "Operations",
    description: "Prisma Client calls per second. The base of everything else on this page.",
    queries: [query(rate(metrics.operationDuration), "operations")],
    ...small,
  }),
  stat({
    title: "Failed operations",
    description:
      "Share of calls that threw. P2025 (not found) and P2002 (already there) are often part of the plan: the row Errors tells the codes apart.",
    queries: [
      query(
        ratio(rate(metrics.operationDuration, { where: failed }), rate(metrics.operationDuration)),
        "failed",
      ),
    ],
    thresholds: [
      { from: 0.01, color: "orange" },
      { from: 0.05, color: "red" },
    ],
    ...small,
  }),
  stat({
    title: "Operation p95",
    description:
      "95 % of calls are faster. When it is high, look below whether SQL, waiting for a connection, or the client itself takes the time.",
    queries: [query(orZero(quantile(0.95, metrics.operationDuration)), "p95")],
    thresholds: [
      { from: 0.1, color: "orange" },
      { from: 0.5, color: "red" },
    ],
    ...small,
  }),
  stat({
    title: "SQL statements",
    description: "Statements per second that reached a database.",
    queries: [query(rate(metrics.statementDuration), "statements")],
    ...small,
  }),
  stat({
    title: "N+1 suspects",
    description:
      "Units of work in the chosen time in which one call was repeated so often that it looks like N+1. The row N+1 names the culprits.",
    queries: [query(total(selfMetrics.nPlusOne, { where: ofPrisma }), "units")],
    decimals: 0,
    thresholds: [{ from: 1, color: "orange" }],
    ...small,
  }),
  stat({
    title: "Fullest pool",
    description:
      "Most connections in use that a scrape saw, of those allowed, in the fullest pool of any instance. Peaks between scrapes show only in the wait beside it. Zero as long as no pool is named in prisma({ pools }).",
    queries: [query(orZero(aggregate("max", poolUse)), "in use")],
    unit: "percentunit",
    max: 1,
    thresholds: [
      { from: 0.8, color: "orange" },
      { from: 1, color: "red" },
    ],
    ...small,
  }),
  stat({
    title: "Pool wait p99",
    description:
      "99 % of requests got a connection sooner. It counts every request, so it sees what scrapes miss. High: a larger pool, shorter transactions, or faster SQL.",
    queries: [query(orZero(quantile(0.99, metrics.connectionWait)), "p99")],
    thresholds: [
      { from: 0.1, color: "orange" },
      { from: 0.5, color: "red" },
    ],
    ...small,
  }),
  timeseries({
    title: "Operations and statements",
    description:
      "When statements grow and operations do not, each call got more expensive: a wider include, or a loop.",
    queries: [
      query(rate(metrics.operationDuration), "operations"),
      query(rate(metrics.statementDuration), "SQL statements"),
    ],
    min: 0,
    ...half,
  }),
  timeseries({
    title: "Operations in flight",
    description:
      "Calls that have begun and not ended. A staircase upwards means that the database hangs.",
    queries: [
      query(
        orZero(value(metrics.operationsInFlight, { by: ["instance"] }), { instance: "none" }),
        "{{instance}}",
      ),
    ],
    min: 0,
    ...half,
  }),
]);
