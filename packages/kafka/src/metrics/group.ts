import {
  counter,
  gauge,
  histogram,
  type CounterDefinition,
  type GaugeDefinition,
  type HistogramDefinition,
} from "@promenade/core";
import { quickBuckets } from "./buckets.ts";

const labels = ["group"] as const;
const expected = 2;

/** Membership of consumer groups. */
export const groupMetrics: {
  readonly consumers: GaugeDefinition<"group" | "state">;
  readonly rebalances: CounterDefinition<"group">;
  readonly groupJoins: CounterDefinition<"group">;
  readonly groupJoinDuration: HistogramDefinition<"group">;
  readonly heartbeats: CounterDefinition<"group">;
  readonly commits: CounterDefinition<"group">;
  readonly fetchDuration: HistogramDefinition<"group">;
  readonly crashes: CounterDefinition<"group" | "error_type" | "restart">;
} = {
  consumers: gauge({
    name: "kafka_consumer_members",
    help: "Consumers of this process by state: joining, active, crashed (it will not come back by itself).",
    labels: ["group", "state"],
    kind: "polled",
    expected: 6,
  }),
  rebalances: counter({
    name: "kafka_consumer_rebalances_total",
    help: "Rebalances that interrupted a consumer.",
    labels,
    expected,
  }),
  groupJoins: counter({
    name: "kafka_consumer_group_joins_total",
    help: "Times that a consumer joined its group: at its start, and after each rebalance.",
    labels,
    expected,
  }),
  groupJoinDuration: histogram({
    name: "kafka_consumer_group_join_duration_seconds",
    help: "Time to join the group and get partitions, in which a consumer handles nothing.",
    unit: "seconds",
    labels,
    buckets: quickBuckets,
    expected,
  }),
  heartbeats: counter({
    name: "kafka_consumer_heartbeats_total",
    help: "Heartbeats that the group's coordinator answered.",
    labels,
    expected,
  }),
  commits: counter({
    name: "kafka_consumer_commits_total",
    help: "Commits of offsets.",
    labels,
    expected,
  }),
  fetchDuration: histogram({
    name: "kafka_consumer_fetch_duration_seconds",
    help: "Time of fetches. An idle consumer waits in them for new messages, so a long one is no fault.",
    unit: "seconds",
    labels,
    buckets: quickBuckets,
    expected,
  }),
  crashes: counter({
    name: "kafka_consumer_crashes_total",
    help: "Consumers that crashed, by error and by whether the client restarts them.",
    labels: ["group", "error_type", "restart"],
    expected,
  }),
};
