import {
  aggregate,
  orZero,
  quantile,
  query,
  row,
  slope,
  table,
  third,
  timeseries,
  topk,
  value,
  whole,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { byStream, lagOfPartitions, lagOfStreams, none } from "./parts.ts";

const partition = { by: ["group", "topic", "partition"] } as const;
const legend = "{{group}} · {{topic}}";

export const lag: Row = row("Lag", [
  timeseries({
    title: "Lag by topic",
    description:
      "Messages that wait, by group and topic. A saw-tooth is a batch job; a line that only rises is a group that cannot keep up.",
    queries: [query(orZero(lagOfStreams, none.stream), legend)],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Wait by topic",
    description:
      "How long the oldest message that is not committed has been seen to wait. It begins at 0 when an instance starts.",
    queries: [
      query(
        orZero(value(metrics.lagSeconds, { ...byStream, aggregate: "max" }), none.stream),
        legend,
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Age of messages, p95",
    description:
      "From a message's timestamp until it was handed to the app. High with a small lag: the producers are late, or a clock is wrong.",
    queries: [query(orZero(quantile(0.95, metrics.messageAge, byStream), none.stream), legend)],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Arriving and committed",
    description:
      "Messages per second that arrive at the partitions, by whomever, and that the groups commit. Arriving above committed: the lag grows by the difference.",
    queries: [
      query(
        orZero(aggregate("sum", slope(metrics.endOffset, partition), ["topic"]), none.topic),
        "arriving · {{topic}}",
      ),
      query(
        orZero(
          aggregate("sum", slope(metrics.committedOffset, partition), ["group", "topic"]),
          none.stream,
        ),
        "committed · {{group}} · {{topic}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Partitions with most lag",
    description:
      "One partition far above the others: a hot key, or a message that cannot be handled and is tried again and again.",
    queries: [
      query(
        orZero(topk(10, lagOfPartitions), { ...none.stream, partition: "none" }),
        "{{group}} · {{topic}} {{partition}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Offsets known",
    description:
      "1 while the brokers tell the offsets. At 0 the lag is absent, not zero: see PromenadeKafkaLagUnknown.",
    queries: [
      query(
        orZero(value(metrics.lagKnown, { by: ["group"], aggregate: "min" }), none.group),
        "{{group}}",
      ),
    ],
    min: 0,
    max: 1,
    ...third,
  }),
  table({
    title: "Partitions",
    description: "Where each group is in each partition that is assigned to these instances.",
    columns: [
      { title: "Lag", expression: lagOfPartitions, decimals: 0, cell: "bar" },
      { title: "Wait", expression: value(metrics.lagSeconds, partition) },
      { title: "Committed", expression: value(metrics.committedOffset, partition), decimals: 0 },
      { title: "End", expression: value(metrics.endOffset, partition), decimals: 0 },
    ],
    labels: { group: "Group", topic: "Topic", partition: "Partition" },
    ...whole,
  }),
]);
