import {
  counter,
  histogram,
  type CounterDefinition,
  type HistogramDefinition,
} from "@promenade/core";
import { ageBuckets, batchBuckets, workBuckets } from "./buckets.ts";

type Stream = "group" | "topic";

/** What consumers do with messages. */
export const consumerMetrics: {
  readonly consumerMessages: CounterDefinition<Stream>;
  readonly consumerBytes: CounterDefinition<Stream>;
  readonly messageDuration: HistogramDefinition<Stream | "outcome">;
  readonly messageAge: HistogramDefinition<Stream>;
  readonly batchDuration: HistogramDefinition<Stream>;
  readonly batchSize: HistogramDefinition<Stream>;
  readonly handlerErrors: CounterDefinition<Stream | "error_type">;
} = {
  consumerMessages: counter({
    name: "kafka_consumer_messages_total",
    help: "Messages that were handed to the app; one that is handed over again counts again.",
    labels: ["group", "topic"],
    expected: 10,
  }),
  consumerBytes: counter({
    name: "kafka_consumer_message_bytes_total",
    help: "Bytes of keys and values of those messages, after decompression.",
    unit: "bytes",
    labels: ["group", "topic"],
    expected: 10,
  }),
  messageDuration: histogram({
    name: "kafka_consumer_message_duration_seconds",
    help: "Time of handlers of single messages.",
    unit: "seconds",
    labels: ["group", "topic", "outcome"],
    buckets: workBuckets,
    expected: 10,
  }),
  messageAge: histogram({
    name: "kafka_consumer_message_age_seconds",
    help: "Time from a message's timestamp until it was handed to the app; the clocks of both sides count.",
    unit: "seconds",
    labels: ["group", "topic"],
    buckets: ageBuckets,
    expected: 10,
  }),
  batchDuration: histogram({
    name: "kafka_consumer_batch_duration_seconds",
    help: "Time to work through a batch of one partition, to its end; a batch that failed is not counted.",
    unit: "seconds",
    labels: ["group", "topic"],
    buckets: workBuckets,
    expected: 10,
  }),
  batchSize: histogram({
    name: "kafka_consumer_batch_size",
    help: "Messages of a batch of one partition.",
    labels: ["group", "topic"],
    buckets: batchBuckets,
    expected: 10,
  }),
  handlerErrors: counter({
    name: "kafka_consumer_errors_total",
    help: "Errors that handlers of messages or batches threw, by class or code.",
    labels: ["group", "topic", "error_type"],
    expected: 5,
  }),
};
