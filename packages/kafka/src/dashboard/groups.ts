import {
  increase,
  orZero,
  quantile,
  query,
  rate,
  row,
  third,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { byGroup, none } from "./parts.ts";

export const groups: Row = row("Groups", [
  timeseries({
    title: "Consumers by state",
    description:
      "Joining for long: the group rebalances again and again, or no broker answers. Crashed: dead until the process starts again.",
    queries: [
      query(
        orZero(value(metrics.consumers, { by: ["group", "state"] }), {
          ...none.group,
          state: "none",
        }),
        "{{group}}: {{state}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Rebalances and joins",
    description:
      "In each step of the graph. During a rebalance nobody in the group works. A deploy causes some; a steady rate is a storm.",
    queries: [
      query(orZero(increase(metrics.rebalances, byGroup), none.group), "rebalances · {{group}}"),
      query(orZero(increase(metrics.groupJoins, byGroup), none.group), "joins · {{group}}"),
    ],
    draw: "bars",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Time to join, p95",
    description: "From the wish to join until partitions are assigned: the pause of a rebalance.",
    queries: [
      query(orZero(quantile(0.95, metrics.groupJoinDuration, byGroup), none.group), "{{group}}"),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Assigned partitions",
    description:
      "By instance. One with none has nothing to do: there are more consumers than partitions.",
    queries: [
      query(
        orZero(value(metrics.assignedPartitions, { by: ["instance", "group"] }), {
          instance: "none",
          ...none.group,
        }),
        "{{instance}} · {{group}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Heartbeats and commits",
    description:
      "Per second. No heartbeats while a consumer should be active: its event loop is blocked, or the handler takes too long.",
    queries: [
      query(orZero(rate(metrics.heartbeats, byGroup), none.group), "heartbeats · {{group}}"),
      query(orZero(rate(metrics.commits, byGroup), none.group), "commits · {{group}}"),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Crashes",
    description: "By error, in each step of the graph. `restart: false` leaves the consumer dead.",
    queries: [
      query(
        orZero(increase(metrics.crashes, { by: ["group", "error_type", "restart"] }), {
          ...none.group,
          error_type: "none",
          restart: "-",
        }),
        "{{group}}: {{error_type}}, restart: {{restart}}",
      ),
    ],
    draw: "bars",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Fetches",
    description: "Per second. One fetch brings all that has arrived, so an idle consumer has few.",
    queries: [query(orZero(rate(metrics.fetchDuration, byGroup), none.group), "{{group}}")],
    min: 0,
    ...third,
  }),
]);
