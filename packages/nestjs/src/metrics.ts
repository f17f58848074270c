import { counter, gauge, histogram } from "@promenade/core";

/** Streams live for minutes to hours. */
const streamBuckets = [1, 5, 15, 60, 300, 900, 3600, 14_400];
/** Jobs take from milliseconds to an hour. */
const jobBuckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600];
const requestLabels = ["http_request_method", "http_route"] as const;

/**
 * Everything that the plugin can record. HTTP names and labels: OpenTelemetry semantic conventions 1.44 in Prometheus
 * form; where there is no convention, `nestjs_…`.
 */
export const metrics = {
  requestDuration: histogram({
    name: "http_server_request_duration_seconds",
    help: "Time from the parsed request head to the close of the response; event streams are kept apart. Status 499: the client went away before the answer.",
    unit: "seconds",
    labels: [...requestLabels, "http_response_status_code"],
    expected: 40,
  }),
  requestBodySize: histogram({
    name: "http_server_request_body_size_bytes",
    help: "Declared size of request bodies that arrived whole; requests without a Content-Length are not counted.",
    unit: "bytes",
    labels: requestLabels,
    expected: 10,
  }),
  responseBodySize: histogram({
    name: "http_server_response_body_size_bytes",
    help: "Size of response bodies that were sent whole: the Content-Length, or the bytes on the socket for chunked ones.",
    unit: "bytes",
    labels: requestLabels,
    expected: 20,
  }),
  activeRequests: gauge({
    name: "http_server_active_requests",
    help: "Requests in flight, event streams included.",
    labels: ["http_request_method"],
    kind: "polled",
    expected: 5,
  }),
  oldestRequest: gauge({
    name: "http_server_oldest_active_request_seconds",
    help: "Age of the oldest request in flight, event streams excluded; 0 when there is none.",
    unit: "seconds",
    kind: "polled",
  }),
  abortedRequests: counter({
    name: "http_server_aborted_requests_total",
    help: "Requests whose client went away, by phase: upload (body incomplete), waiting (no answer yet), response (answer incomplete).",
    labels: [...requestLabels, "phase"],
    expected: 10,
  }),
  activeEventStreams: gauge({
    name: "http_server_active_event_streams",
    help: "Server-sent event streams that are open now.",
    labels: ["http_route"],
    kind: "polled",
    expected: 2,
  }),
  eventStreamDuration: histogram({
    name: "http_server_event_stream_duration_seconds",
    help: "How long server-sent event streams were open.",
    unit: "seconds",
    labels: ["http_route"],
    buckets: streamBuckets,
    expected: 2,
  }),
  activeUpgrades: gauge({
    name: "http_server_active_upgrades",
    help: "Connections that were upgraded from HTTP (WebSocket) and are open now.",
  }),
  bootstrap: gauge({
    name: "nestjs_bootstrap_seconds",
    help: "Time from the start of the process until the application was bootstrapped.",
    unit: "seconds",
    kind: "once",
  }),
  rpcDuration: histogram({
    name: "nestjs_rpc_duration_seconds",
    help: "Time to handle a message of a microservice, to the last value of its answer.",
    unit: "seconds",
    labels: ["pattern", "outcome"],
    expected: 10,
  }),
  websocketDuration: histogram({
    name: "nestjs_websocket_message_duration_seconds",
    help: "Time to handle a message of a WebSocket gateway.",
    unit: "seconds",
    labels: ["pattern", "outcome"],
    expected: 10,
  }),
  cronDuration: histogram({
    name: "nestjs_cron_duration_seconds",
    help: "Time that a run of a cron job, interval or timeout took.",
    unit: "seconds",
    labels: ["job_name", "outcome"],
    buckets: jobBuckets,
    expected: 5,
  }),
  cronLastSuccess: gauge({
    name: "nestjs_cron_last_success_timestamp_seconds",
    help: "When a job last ended without an error, as Unix time.",
    unit: "seconds",
    labels: ["job_name"],
    expected: 5,
  }),
  handlerErrors: counter({
    name: "nestjs_handler_errors_total",
    help: "Errors that a handler of a message or a job ended with, by kind (rpc, websocket, cron) and class.",
    labels: ["kind", "handler", "error_type"],
    expected: 10,
  }),
} as const;

/** The type of {@link nestMetrics}. */
export type NestMetrics = typeof metrics;
