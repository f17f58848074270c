import { counter, gauge, histogram } from "@promenade/core";

/** Parsing takes microseconds, executing up to seconds. */
const phaseBuckets = [
  0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5,
];
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const fieldBuckets = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];
/** Streams live for minutes to hours. */
const streamBuckets = [1, 5, 15, 60, 300, 900, 3600, 14_400];
const sizes = [1, 2, 5, 10, 20, 50, 100];

/** Coordinates that an app can have trouble with at a time; a schema may have thousands. */
const fieldLimit = 200;

/**
 * Everything that the plugin can record. Labels of the operation: OpenTelemetry semantic conventions,
 * `graphql.operation.name` and `.type`; there is no convention for metrics yet.
 */
export const metrics = {
  operationDuration: histogram({
    name: "graphql_operation_duration_seconds",
    help: "Time of operations from the server's first step to the result, by outcome: ok, partial (data and errors), error (no data), invalid (not executed).",
    unit: "seconds",
    labels: ["graphql_operation_name", "graphql_operation_type", "outcome"],
    buckets: durationBuckets,
    expected: 20,
  }),
  operationsInFlight: gauge({
    name: "graphql_operations_in_flight",
    help: "Operations that have begun and not ended; open subscriptions are not counted.",
    kind: "polled",
  }),
  oldestOperation: gauge({
    name: "graphql_oldest_operation_seconds",
    help: "Age of the oldest operation in flight; 0 when there is none.",
    unit: "seconds",
    kind: "polled",
  }),
  phaseDuration: histogram({
    name: "graphql_phase_duration_seconds",
    help: "Time of the phases parse, validate and execute. Documents that the server has cached are not parsed and validated again.",
    unit: "seconds",
    labels: ["phase"],
    buckets: phaseBuckets,
    expected: 3,
  }),
  errors: counter({
    name: "graphql_errors_total",
    help: "Errors in results, by phase, code and the field of the schema (Type.field) that failed.",
    labels: ["phase", "code", "field"],
    labelLimit: fieldLimit,
    expected: 20,
  }),
  deprecatedFields: counter({
    name: "graphql_deprecated_field_requests_total",
    help: "Operations that select a deprecated field (Type.field) or give a deprecated argument (Type.field(argument:)).",
    labels: ["field"],
    labelLimit: fieldLimit,
    expected: 10,
  }),
  operationDepth: histogram({
    name: "graphql_operation_depth",
    help: "How deep the fields of executed operations are nested.",
    labels: ["graphql_operation_type"],
    buckets: [1, 2, 3, 4, 5, 6, 8, 10, 15, 20],
    expected: 3,
  }),
  operationFields: histogram({
    name: "graphql_operation_fields",
    help: "How many fields executed operations select, with each fragment counted wherever it is spread.",
    labels: ["graphql_operation_type"],
    buckets: [1, 5, 10, 25, 50, 100, 250, 500, 1000],
    expected: 3,
  }),
  fieldDuration: histogram({
    name: "graphql_field_duration_seconds",
    help: "Time of the resolvers that timeFields() was given.",
    unit: "seconds",
    labels: ["field", "outcome"],
    buckets: fieldBuckets,
    labelLimit: fieldLimit,
    expected: 10,
  }),
  batchSize: histogram({
    name: "graphql_batch_size",
    help: "Operations in one HTTP request, of requests that carry a list of them.",
    buckets: sizes,
    expected: 1,
  }),
  loaderBatchSize: histogram({
    name: "graphql_loader_batch_size",
    help: "Keys that a data loader asked for together. A mean of 1 means that it does not batch.",
    labels: ["loader"],
    buckets: sizes,
    expected: 5,
  }),
  loaderDuration: histogram({
    name: "graphql_loader_duration_seconds",
    help: "Time of a data loader's batches.",
    unit: "seconds",
    labels: ["loader", "outcome"],
    buckets: durationBuckets,
    expected: 5,
  }),
  activeSubscriptions: gauge({
    name: "graphql_subscriptions_active",
    help: "Subscriptions that are open now.",
    labels: ["graphql_operation_name"],
    kind: "polled",
    expected: 3,
  }),
  subscriptionEvents: counter({
    name: "graphql_subscription_events_total",
    help: "Events sent to subscribers; one event to a hundred of them counts a hundred times.",
    labels: ["graphql_operation_name"],
    expected: 3,
  }),
  subscriptionDuration: histogram({
    name: "graphql_subscription_duration_seconds",
    help: "How long subscriptions were open.",
    unit: "seconds",
    buckets: streamBuckets,
    expected: 1,
  }),
  persistedQueries: counter({
    name: "graphql_persisted_queries_total",
    help: "Requests with a persisted query: hit, miss (the client must send the text), registered (it did).",
    labels: ["outcome"],
    expected: 3,
  }),
} as const;

/** The type of {@link graphqlMetrics}. */
export type GraphqlMetrics = typeof metrics;
