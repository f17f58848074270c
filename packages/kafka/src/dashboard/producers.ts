import {
  average,
  orZero,
  percentiles,
  quantile,
  query,
  rate,
  ratio,
  row,
  third,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { byTopic, failed, none } from "./parts.ts";

export const producers: Row = row("Producers", [
  timeseries({
    title: "Messages by topic",
    description: "Accepted by the brokers, per second.",
    queries: [query(orZero(rate(metrics.producerMessages, byTopic), none.topic), "{{topic}}")],
    stack: "normal",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Send duration",
    description: "Time of calls that send, retries included.",
    queries: percentiles((q) => orZero(quantile(q, metrics.sendDuration))),
    exemplars: true,
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Failed sends by topic",
    description:
      "Share of the calls that sent nothing or not all. What they carried is lost unless the app tries again.",
    queries: [
      query(
        orZero(
          ratio(
            rate(metrics.sendDuration, { ...byTopic, where: failed }),
            rate(metrics.sendDuration, byTopic),
          ),
          none.topic,
        ),
        "{{topic}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Errors of sends",
    description: "By the name that the broker or the client gives them.",
    queries: [
      query(
        orZero(rate(metrics.sendErrors, { by: ["topic", "error_type"] }), {
          ...none.topic,
          error_type: "none",
        }),
        "{{topic}}: {{error_type}}",
      ),
    ],
    stack: "normal",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Messages per send",
    description:
      "Mean by topic. At 1 each message pays for a request of its own: collect them, where order and delay allow it.",
    queries: [query(orZero(average(metrics.sendSize, byTopic), none.topic), "{{topic}}")],
    unit: "short",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Sends in flight",
    description:
      "Calls that have not ended, and messages in the client's own queue where it has one. A staircase upwards: a broker hangs.",
    queries: [
      query(orZero(value(metrics.sendsInFlight, { by: ["client"] }), none.client), "{{client}}"),
      query(
        orZero(value(metrics.producerQueue, { by: ["client"] }), none.client),
        "queue · {{client}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Bytes by topic",
    description: "Keys and values that were sent, before compression.",
    queries: [query(orZero(rate(metrics.producerBytes, byTopic), none.topic), "{{topic}}")],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Transactions by outcome",
    description: "Error: neither commit nor abort could be done; the broker ends it by time-out.",
    queries: [
      query(
        orZero(rate(metrics.transactions, { by: ["outcome"] }), { outcome: "none" }),
        "{{outcome}}",
      ),
    ],
    min: 0,
    ...third,
  }),
]);
