import { gauge, type GaugeDefinition } from "@promenade/core";

type Partition = "group" | "topic" | "partition";

const labels = ["group", "topic", "partition"] as const;
const options = {
  labels,
  kind: "polled",
  scope: "shared",
  expected: 30,
  labelLimit: 2000,
} as const;

/**
 * How far groups are behind, as the brokers tell: for the partitions that are assigned to this process. Around a
 * rebalance two processes may report one partition, with the same value, hence the scope.
 */
export const lagMetrics: {
  readonly lag: GaugeDefinition<Partition>;
  readonly lagSeconds: GaugeDefinition<Partition>;
  readonly committedOffset: GaugeDefinition<Partition>;
  readonly endOffset: GaugeDefinition<Partition>;
  readonly lagKnown: GaugeDefinition<"group">;
  readonly assignedPartitions: GaugeDefinition<"group" | "topic">;
} = {
  lag: gauge({
    ...options,
    name: "kafka_consumer_lag",
    help: "Messages between the group's committed offset and the end of the partition.",
  }),
  lagSeconds: gauge({
    ...options,
    name: "kafka_consumer_lag_seconds",
    help: "How long the oldest message that is not committed has been seen to wait, at least; 0 when there is none.",
    unit: "seconds",
  }),
  committedOffset: gauge({
    ...options,
    name: "kafka_consumer_committed_offset",
    help: "The offset that the group has committed: the next message that it would read.",
  }),
  endOffset: gauge({
    ...options,
    name: "kafka_consumer_end_offset",
    help: "The offset of the next message that will be written to the partition.",
  }),
  lagKnown: gauge({
    name: "kafka_consumer_lag_poll_success",
    help: "Whether the brokers told the offsets for the last scrape (1) or not (0), so that the lag is absent.",
    labels: ["group"],
    kind: "polled",
    expected: 2,
  }),
  assignedPartitions: gauge({
    name: "kafka_consumer_assigned_partitions",
    help: "Partitions that are assigned to this process.",
    labels: ["group", "topic"],
    kind: "polled",
    expected: 10,
  }),
};
