import { aggregate, value, type Expression } from "@promenade/dashboard";
import { metrics } from "../metrics.ts";

export const uid = "promenade-kafka";

/** What a panel shows in place of labels while there is nothing to show. */
export const none = {
  group: { group: "no consumer" },
  stream: { group: "no consumer", topic: "none" },
  topic: { topic: "none" },
  client: { client: "no client" },
  broker: { client: "no client", broker: "none" },
} as const;

export const byGroup = { by: ["group"] } as const;
export const byStream = { by: ["group", "topic"] } as const;
export const byTopic = { by: ["topic"] } as const;
export const failed = { outcome: "error" } as const;

const partition = { by: ["group", "topic", "partition"] } as const;

/** Around a rebalance two processes may report one partition: so it is counted once, and only then added up. */
export const lagOfStreams: Expression<"group" | "topic"> = aggregate(
  "sum",
  value(metrics.lag, partition),
  ["group", "topic"],
);
export const lagOfAll: Expression<never> = aggregate("sum", value(metrics.lag, partition));
export const lagOfPartitions: Expression<"group" | "topic" | "partition"> = value(
  metrics.lag,
  partition,
);
