import {
  counter,
  gauge,
  histogram,
  type CounterDefinition,
  type GaugeDefinition,
  type HistogramDefinition,
} from "@promenade/core";
import { batchBuckets, quickBuckets } from "./buckets.ts";

type Client = "client" | "topic";

export const producerMetrics: {
  readonly producerMessages: CounterDefinition<Client>;
  readonly producerBytes: CounterDefinition<Client>;
  readonly sendDuration: HistogramDefinition<Client | "outcome">;
  readonly sendErrors: CounterDefinition<Client | "error_type">;
  readonly sendSize: HistogramDefinition<Client>;
  readonly sendsInFlight: GaugeDefinition<"client">;
  readonly producerQueue: GaugeDefinition<"client">;
  readonly transactions: CounterDefinition<"client" | "outcome">;
} = {
  producerMessages: counter({
    name: "kafka_producer_messages_total",
    help: "Messages that the brokers accepted; with acks=0, that were sent.",
    labels: ["client", "topic"],
    expected: 10,
  }),
  producerBytes: counter({
    name: "kafka_producer_message_bytes_total",
    help: "Bytes of keys and values of those messages, before compression.",
    unit: "bytes",
    labels: ["client", "topic"],
    expected: 10,
  }),
  sendDuration: histogram({
    name: "kafka_producer_send_duration_seconds",
    help: "Time of calls that send, retries included; a call with several topics is counted once for each.",
    unit: "seconds",
    labels: ["client", "topic", "outcome"],
    buckets: quickBuckets,
    expected: 12,
  }),
  sendErrors: counter({
    name: "kafka_producer_errors_total",
    help: "Calls that sent nothing or not all, by the broker's or the client's name of the error.",
    labels: ["client", "topic", "error_type"],
    expected: 5,
  }),
  sendSize: histogram({
    name: "kafka_producer_send_messages",
    help: "Messages that one call sends to one topic.",
    labels: ["client", "topic"],
    buckets: batchBuckets,
    expected: 10,
  }),
  sendsInFlight: gauge({
    name: "kafka_producer_sends_in_flight",
    help: "Calls that send and have not ended.",
    labels: ["client"],
    kind: "polled",
    expected: 1,
  }),
  producerQueue: gauge({
    name: "kafka_producer_queue_messages",
    help: "Messages that wait in the client's own queue or for an acknowledgement, where the client has such a queue (librdkafka).",
    labels: ["client"],
    kind: "polled",
    expected: 1,
  }),
  transactions: counter({
    name: "kafka_producer_transactions_total",
    help: "Transactions by outcome: commit, abort, error (neither could be done).",
    labels: ["client", "outcome"],
    expected: 2,
  }),
};
