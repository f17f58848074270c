import {
  counter,
  gauge,
  histogram,
  type CounterDefinition,
  type GaugeDefinition,
  type HistogramDefinition,
} from "@promenade/core";

type Pool = "db_client_connection_pool_name";

const labels = ["db_client_connection_pool_name"] as const;
const expected = 1;

/** Names and labels of OpenTelemetry's database client conventions; `prisma_pool_…` where they have none. */
export const poolMetrics: {
  readonly connections: GaugeDefinition<Pool | "db_client_connection_state">;
  readonly connectionsMax: GaugeDefinition<Pool>;
  readonly pendingRequests: GaugeDefinition<Pool>;
  readonly connectionTimeouts: CounterDefinition<Pool>;
  readonly connectionWait: HistogramDefinition<Pool>;
  readonly connectionUse: HistogramDefinition<Pool>;
  readonly connectionsOpened: CounterDefinition<Pool>;
  readonly connectionsClosed: CounterDefinition<Pool>;
  readonly poolErrors: CounterDefinition<Pool>;
} = {
  connections: gauge({
    name: "db_client_connection_count",
    help: "Connections of the pool by state: idle, used.",
    labels: [...labels, "db_client_connection_state"],
    kind: "polled",
    expected: 2,
  }),
  connectionsMax: gauge({
    name: "db_client_connection_max",
    help: "Connections that the pool may open.",
    labels,
    kind: "polled",
    expected,
  }),
  pendingRequests: gauge({
    name: "db_client_connection_pending_requests",
    help: "Requests that wait for a connection now.",
    labels,
    kind: "polled",
    expected,
  }),
  connectionTimeouts: counter({
    name: "db_client_connection_timeouts_total",
    help: "Requests for a connection that gave up waiting.",
    labels,
    expected,
  }),
  connectionWait: histogram({
    name: "db_client_connection_wait_time_seconds",
    help: "Time to get a connection from the pool, failed attempts included.",
    unit: "seconds",
    labels,
    buckets: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    expected,
  }),
  connectionUse: histogram({
    name: "db_client_connection_use_time_seconds",
    help: "Time from taking a connection to giving it back.",
    unit: "seconds",
    labels,
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    expected,
  }),
  connectionsOpened: counter({
    name: "prisma_pool_connections_opened_total",
    help: "Connections that the pool opened.",
    labels,
    expected,
  }),
  connectionsClosed: counter({
    name: "prisma_pool_connections_closed_total",
    help: "Connections that the pool closed.",
    labels,
    expected,
  }),
  poolErrors: counter({
    name: "prisma_pool_errors_total",
    help: "Errors of idle connections, as when the database restarts.",
    labels,
    expected,
  }),
};
