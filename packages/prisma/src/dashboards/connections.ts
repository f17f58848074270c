import {
  orZero,
  quantile,
  query,
  rate,
  row,
  third,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { none, pool } from "./parts.ts";

const by = [pool] as const;
const used = { db_client_connection_state: "used" } as const;
const idle = { db_client_connection_state: "idle" } as const;

export const connections: Row = row("Connections", [
  timeseries({
    title: "Connections",
    description:
      "Of all instances together, by pool: most used and fewest idle that a scrape saw in each step, and the maximum. Used at the maximum means that requests wait. Keep the sum of all maxima below the limit of the database.",
    queries: [
      query(
        orZero(value(metrics.connections, { by, where: used, overTime: "max" }), none.pool),
        `used · {{${pool}}}`,
      ),
      query(
        orZero(value(metrics.connections, { by, where: idle, overTime: "min" }), none.pool),
        `idle · {{${pool}}}`,
      ),
      query(orZero(value(metrics.connectionsMax, { by }), none.pool), `max · {{${pool}}}`, {
        line: "limit",
      }),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Waiting requests",
    description:
      "Highest number of requests that waited for a connection at a scrape; shorter waits show beside it. More than a moment of it: a larger pool, shorter transactions, or faster SQL.",
    queries: [
      query(
        orZero(value(metrics.pendingRequests, { by, overTime: "max" }), none.pool),
        `{{${pool}}}`,
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Wait for a connection",
    description:
      "95 % and 99 % of requests got a connection sooner. It includes opening one, where there was room.",
    queries: [
      query(orZero(quantile(0.95, metrics.connectionWait, { by }), none.pool), `p95 · {{${pool}}}`),
      query(orZero(quantile(0.99, metrics.connectionWait, { by }), none.pool), `p99 · {{${pool}}}`),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Connections held",
    description:
      "95 % of connections came back sooner. Far above the SQL time: something else is awaited inside transactions.",
    queries: [
      query(orZero(quantile(0.95, metrics.connectionUse, { by }), none.pool), `p95 · {{${pool}}}`),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Opened and closed",
    description:
      "Connections per second. Much of both is churn: raise `idleTimeoutMillis`, or the database or a proxy closes them.",
    queries: [
      query(orZero(rate(metrics.connectionsOpened, { by }), none.pool), `opened · {{${pool}}}`),
      query(orZero(rate(metrics.connectionsClosed, { by }), none.pool), `closed · {{${pool}}}`),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Timeouts and lost connections",
    description:
      "Requests that gave up waiting, and idle connections that broke. Both should be zero.",
    queries: [
      query(orZero(rate(metrics.connectionTimeouts, { by }), none.pool), `timeouts · {{${pool}}}`),
      query(orZero(rate(metrics.poolErrors, { by }), none.pool), `lost · {{${pool}}}`),
    ],
    min: 0,
    ...third,
  }),
]);
