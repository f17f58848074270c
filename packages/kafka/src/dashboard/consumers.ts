import {
  buckets,
  half,
  heatmap,
  orZero,
  quantile,
  query,
  rate,
  row,
  sumRate,
  third,
  timeseries,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { byStream, none } from "./parts.ts";

const legend = "{{group}} · {{topic}}";

export const consumers: Row = row("Consumers", [
  timeseries({
    title: "Messages by topic",
    description: "Handed to the app per second; one that is handed over again counts again.",
    queries: [query(orZero(rate(metrics.consumerMessages, byStream), none.stream), legend)],
    stack: "normal",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Handler duration, p95",
    description: "95 % of handlers of single messages are faster. Dots are traces.",
    queries: [
      query(orZero(quantile(0.95, metrics.messageDuration, byStream), none.stream), legend),
    ],
    exemplars: true,
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Time in handlers",
    description:
      "Seconds per second. A partition is worked on by one handler at a time: near 100 % for each consumer, it can do no more, and needs partitions and instances.",
    queries: [query(orZero(sumRate(metrics.messageDuration, byStream), none.stream), legend)],
    min: 0,
    ...third,
  }),
  heatmap({
    title: "Handler durations",
    description: "How many messages took how long. Two bands mean two kinds of work.",
    expression: buckets(metrics.messageDuration),
    ...half,
  }),
  timeseries({
    title: "Errors by class",
    description:
      "Errors that handlers threw. In kafkajs a TypeError, RangeError, ReferenceError or SyntaxError kills the consumer; others are tried again.",
    queries: [
      query(
        orZero(rate(metrics.handlerErrors, { by: ["group", "topic", "error_type"] }), {
          ...none.stream,
          error_type: "none",
        }),
        `${legend}: {{error_type}}`,
      ),
    ],
    stack: "normal",
    min: 0,
    ...half,
  }),
  timeseries({
    title: "Batch size, p95",
    description: "Messages of one partition in one go. Large ones go with a backlog.",
    queries: [query(orZero(quantile(0.95, metrics.batchSize, byStream), none.stream), legend)],
    unit: "short",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Batch duration, p95",
    description:
      "Time to work through a batch. Near the session time-out (30 s in kafkajs) without heartbeats the group throws the consumer out.",
    queries: [query(orZero(quantile(0.95, metrics.batchDuration, byStream), none.stream), legend)],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Bytes by topic",
    description: "Keys and values that were handed over, after decompression.",
    queries: [query(orZero(rate(metrics.consumerBytes, byStream), none.stream), legend)],
    min: 0,
    ...third,
  }),
]);
