import {
  half,
  orZero,
  query,
  rate,
  ratio,
  row,
  small,
  stat,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { failed, lagOfAll } from "./parts.ts";

const warn = [
  { from: 0.01, color: "orange" },
  { from: 0.05, color: "red" },
] as const;

export const overview: Row = row("Overview", [
  stat({
    title: "Consumed",
    description: "Messages per second that were handed to the app.",
    queries: [query(rate(metrics.consumerMessages), "consumed")],
    ...small,
  }),
  stat({
    title: "Produced",
    description: "Messages per second that the brokers accepted.",
    queries: [query(rate(metrics.producerMessages), "produced")],
    ...small,
  }),
  stat({
    title: "Lag",
    description:
      "Messages that wait in all partitions that are assigned to these instances: committed against the end, as the brokers tell.",
    queries: [query(orZero(lagOfAll), "messages")],
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Longest wait",
    description:
      "How long the oldest message that is not committed has been seen to wait. The number that users feel, whatever the traffic.",
    queries: [query(orZero(value(metrics.lagSeconds, { aggregate: "max" })), "wait")],
    thresholds: [
      { from: 60, color: "orange" },
      { from: 300, color: "red" },
    ],
    ...small,
  }),
  stat({
    title: "Failed handlers",
    description: "Errors of handlers, as a share of the messages that were handed over.",
    queries: [query(ratio(rate(metrics.handlerErrors), rate(metrics.consumerMessages)), "failed")],
    thresholds: warn,
    ...small,
  }),
  stat({
    title: "Dead consumers",
    description:
      "Consumers that crashed and will not come back by themselves. Anything but zero needs a restart: see PromenadeKafkaConsumerDead.",
    queries: [query(orZero(value(metrics.consumers, { where: { state: "crashed" } })), "dead")],
    decimals: 0,
    thresholds: [{ from: 1, color: "red" }],
    ...small,
  }),
  timeseries({
    title: "Messages",
    description: "What goes in and out of these instances.",
    queries: [
      query(rate(metrics.producerMessages), "produced"),
      query(rate(metrics.consumerMessages), "consumed"),
    ],
    min: 0,
    ...half,
  }),
  timeseries({
    title: "Errors",
    description:
      "Calls that could not send, handlers that threw, and requests that no broker answered.",
    queries: [
      query(rate(metrics.sendDuration, { where: failed }), "sends"),
      query(rate(metrics.handlerErrors), "handlers"),
      query(rate(metrics.requestTimeouts), "requests timed out"),
    ],
    min: 0,
    ...half,
  }),
]);
