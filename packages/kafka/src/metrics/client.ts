import {
  counter,
  gauge,
  histogram,
  type CounterDefinition,
  type GaugeDefinition,
  type HistogramDefinition,
} from "@promenade/core";
import { quickBuckets } from "./buckets.ts";

/** Requests and connections of all clients. */
export const clientMetrics: {
  readonly requestDuration: HistogramDefinition<"client" | "role" | "api">;
  readonly requestQueueDuration: HistogramDefinition<"client" | "role">;
  readonly requestTimeouts: CounterDefinition<"client" | "broker">;
  readonly responseBytes: CounterDefinition<"client" | "broker">;
  readonly requestQueueSize: GaugeDefinition<"client" | "broker">;
  readonly brokerRoundTrip: GaugeDefinition<"client" | "broker">;
  readonly connects: CounterDefinition<"client" | "role">;
  readonly disconnects: CounterDefinition<"client" | "role">;
  readonly connectionErrors: CounterDefinition<"client">;
  readonly retries: CounterDefinition<"client">;
  readonly logMessages: CounterDefinition<"client" | "level" | "namespace">;
} = {
  requestDuration: histogram({
    name: "kafka_client_request_duration_seconds",
    help: "Time of requests to brokers, by API. A Fetch waits for messages, so a long one is no fault.",
    unit: "seconds",
    labels: ["client", "role", "api"],
    buckets: quickBuckets,
    expected: 20,
  }),
  requestQueueDuration: histogram({
    name: "kafka_client_request_queue_duration_seconds",
    help: "Time that requests waited in the client before they were sent.",
    unit: "seconds",
    labels: ["client", "role"],
    buckets: quickBuckets,
    expected: 3,
  }),
  requestTimeouts: counter({
    name: "kafka_client_request_timeouts_total",
    help: "Requests that a broker did not answer in time.",
    labels: ["client", "broker"],
    expected: 3,
  }),
  responseBytes: counter({
    name: "kafka_client_response_bytes_total",
    help: "Bytes of answers of brokers.",
    unit: "bytes",
    labels: ["client", "broker"],
    expected: 3,
  }),
  requestQueueSize: gauge({
    name: "kafka_client_request_queue_size",
    help: "Requests that wait in the client to be sent.",
    labels: ["client", "broker"],
    kind: "polled",
    expected: 3,
  }),
  brokerRoundTrip: gauge({
    name: "kafka_client_broker_round_trip_seconds",
    help: "Mean round trip to a broker in the last seconds, where the client tells it (librdkafka).",
    unit: "seconds",
    labels: ["client", "broker"],
    kind: "polled",
    expected: 3,
  }),
  connects: counter({
    name: "kafka_client_connects_total",
    help: "Times that clients connected: a whole client, or in @platformatic/kafka each of its connections.",
    labels: ["client", "role"],
    expected: 3,
  }),
  disconnects: counter({
    name: "kafka_client_disconnects_total",
    help: "Times that clients disconnected, counted as they connect.",
    labels: ["client", "role"],
    expected: 3,
  }),
  connectionErrors: counter({
    name: "kafka_client_connection_errors_total",
    help: "Connections to brokers that failed or broke.",
    labels: ["client"],
    expected: 1,
  }),
  retries: counter({
    name: "kafka_client_retries_total",
    help: "Attempts that failed and were, or could have been, made again by the client.",
    labels: ["client"],
    expected: 1,
  }),
  logMessages: counter({
    name: "kafka_client_log_messages_total",
    help: "Errors and warnings that the client wrote to its log, by the part of it (kafkajs).",
    labels: ["client", "level", "namespace"],
    labelLimit: 40,
    expected: 5,
  }),
};
