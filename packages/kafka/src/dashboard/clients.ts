import {
  orZero,
  quantile,
  query,
  rate,
  row,
  third,
  timeseries,
  topk,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { none } from "./parts.ts";

const byClient = { by: ["client"] } as const;
const byBroker = { by: ["client", "broker"] } as const;
const legend = "{{client}} · {{broker}}";

export const clients: Row = row(
  "Requests and connections",
  [
    timeseries({
      title: "Request duration by API, p95",
      description:
        "Fetch waits for messages, JoinGroup for the other members: long ones are no fault. Produce, OffsetCommit and Metadata should be milliseconds.",
      queries: [
        query(
          orZero(topk(10, quantile(0.95, metrics.requestDuration, { by: ["api"] })), {
            api: "none",
          }),
          "{{api}}",
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Requests by API",
      description: "Per second. Much Metadata: topics that do not exist, or brokers that change.",
      queries: [
        query(orZero(rate(metrics.requestDuration, { by: ["api"] }), { api: "none" }), "{{api}}"),
      ],
      stack: "normal",
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Time in the client's queue, p95",
      description:
        "Before a request was sent. It grows with `maxInFlightRequests` and slow brokers.",
      queries: [
        query(
          orZero(quantile(0.95, metrics.requestQueueDuration, { by: ["role"] }), { role: "none" }),
          "{{role}}",
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Requests that wait",
      description: "In the client, by broker.",
      queries: [query(orZero(value(metrics.requestQueueSize, byBroker), none.broker), legend)],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Time-outs",
      description: "Requests that a broker did not answer in time. One broker only: look at it.",
      queries: [query(orZero(rate(metrics.requestTimeouts, byBroker), none.broker), legend)],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Connection errors and retries",
      description:
        "Connections that failed or broke, and attempts that failed. Some retries are normal when leaders move.",
      queries: [
        query(
          orZero(rate(metrics.connectionErrors, byClient), none.client),
          "connection errors · {{client}}",
        ),
        query(orZero(rate(metrics.retries, byClient), none.client), "retries · {{client}}"),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Connects and disconnects",
      description:
        "Clients, by role. A steady rate: the app makes a client for each piece of work.",
      queries: [
        query(
          orZero(rate(metrics.connects, { by: ["role"] }), { role: "none" }),
          "connects · {{role}}",
        ),
        query(
          orZero(rate(metrics.disconnects, { by: ["role"] }), { role: "none" }),
          "disconnects · {{role}}",
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Bytes from brokers",
      description: "Answers, as they came over the wire.",
      queries: [query(orZero(rate(metrics.responseBytes, byBroker), none.broker), legend)],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Round trip to brokers",
      description: "Mean, where the client tells it: librdkafka.",
      queries: [
        query(
          orZero(value(metrics.brokerRoundTrip, { ...byBroker, aggregate: "max" }), none.broker),
          legend,
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Errors and warnings in the log",
      description: "By the part of the client that wrote them: kafkajs.",
      queries: [
        query(
          orZero(rate(metrics.logMessages, { by: ["level", "namespace"] }), {
            level: "none",
            namespace: "none",
          }),
          "{{level}} · {{namespace}}",
        ),
      ],
      min: 0,
      ...third,
    }),
  ],
  { collapsed: true },
);
