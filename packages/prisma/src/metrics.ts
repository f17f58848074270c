import {
  counter,
  gauge,
  histogram,
  type CounterDefinition,
  type GaugeDefinition,
  type HistogramDefinition,
} from "@promenade/core";
import { poolMetrics } from "./pool/metrics.ts";

/**
 * Bounds in seconds: those that OpenTelemetry's convention advises for `db.client.operation.duration`
 * (1, 5, 10, 50, 100, 500 ms, 1, 5, 10 s), with steps between them so that a 95th percentile means something.
 */
export const queryBuckets: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** Distinct error codes per metric: Prisma documents about 60 of them, an app meets a few. */
const codeLimit = 64;

const operationMetrics: {
  readonly operationDuration: HistogramDefinition<"model" | "operation" | "outcome">;
  readonly operationErrors: CounterDefinition<"model" | "operation" | "code">;
  readonly operationsInFlight: GaugeDefinition<never>;
  readonly statementDuration: HistogramDefinition<
    | "db_system_name"
    | "db_operation_name"
    | "db_client_connection_pool_name"
    | "model"
    | "operation"
    | "error_type"
  >;
  readonly rows: CounterDefinition<"model" | "operation">;
  readonly compileDuration: HistogramDefinition<never>;
  readonly connectDuration: HistogramDefinition<"outcome">;
} = {
  operationDuration: histogram({
    name: "prisma_operation_duration_seconds",
    help: "Time of Prisma Client calls as the app sees them: query building, waiting for a connection, SQL, mapping.",
    unit: "seconds",
    labels: ["model", "operation", "outcome"],
    buckets: queryBuckets,
    expected: 60,
  }),
  operationErrors: counter({
    name: "prisma_operation_errors_total",
    help: "Prisma Client calls that failed, by code: P2002 and the like, validation, initialization, panic, other.",
    labels: ["model", "operation", "code"],
    labelLimit: codeLimit,
    expected: 10,
  }),
  operationsInFlight: gauge({
    name: "prisma_operations_in_flight",
    help: "Prisma Client calls that have begun and not ended.",
    kind: "polled",
    expected: 1,
  }),
  statementDuration: histogram({
    name: "db_client_operation_duration_seconds",
    help: "Time of SQL statements, without the wait for a connection where the pool is known to the plugin.",
    unit: "seconds",
    labels: [
      "db_system_name",
      "db_operation_name",
      "db_client_connection_pool_name",
      "model",
      "operation",
      "error_type",
    ],
    buckets: queryBuckets,
    expected: 60,
  }),
  rows: counter({
    name: "prisma_rows_total",
    help: "Rows that SQL statements returned or changed.",
    labels: ["model", "operation"],
    expected: 30,
  }),
  compileDuration: histogram({
    name: "prisma_query_compile_duration_seconds",
    help: "Time to compile a query plan: at every call in Prisma 6, at a miss of the plan cache in Prisma 7.",
    unit: "seconds",
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    expected: 1,
  }),
  connectDuration: histogram({
    name: "prisma_connect_duration_seconds",
    help: "Time for a client to become ready: load the query compiler, open the driver.",
    unit: "seconds",
    labels: ["outcome"],
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    expected: 1,
  }),
};

const transactionMetrics: {
  readonly transactionDuration: HistogramDefinition<"outcome">;
  readonly transactionStartDuration: HistogramDefinition<"outcome">;
} = {
  transactionDuration: histogram({
    name: "prisma_transaction_duration_seconds",
    help: "Time of $transaction calls by outcome: commit, rollback, timeout (P2028), error (it could not start or commit).",
    unit: "seconds",
    labels: ["outcome"],
    buckets: queryBuckets,
    expected: 3,
  }),
  transactionStartDuration: histogram({
    name: "prisma_transaction_start_duration_seconds",
    help: "Time for a transaction to begin: the wait for a connection, and BEGIN.",
    unit: "seconds",
    labels: ["outcome"],
    buckets: queryBuckets,
    expected: 2,
  }),
};

const unitMetrics: {
  readonly queriesPerUnit: HistogramDefinition<"kind" | "unit">;
} = {
  queriesPerUnit: histogram({
    name: "prisma_queries_per_unit",
    help: "SQL statements that one unit of work (HTTP request, GraphQL operation, job, message) issued, if it issued any.",
    labels: ["kind", "unit"],
    buckets: [1, 2, 3, 5, 10, 20, 50, 100, 200, 500],
    expected: 20,
  }),
};

/** The metrics of the Prisma plugin. */
export const metrics: typeof operationMetrics &
  typeof transactionMetrics &
  typeof unitMetrics &
  typeof poolMetrics = Object.freeze({
  ...operationMetrics,
  ...transactionMetrics,
  ...unitMetrics,
  ...poolMetrics,
});
