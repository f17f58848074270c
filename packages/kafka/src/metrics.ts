import { clientMetrics } from "./metrics/client.ts";
import { consumerMetrics } from "./metrics/consumer.ts";
import { groupMetrics } from "./metrics/group.ts";
import { lagMetrics } from "./metrics/lag.ts";
import { producerMetrics } from "./metrics/producer.ts";

/**
 * The metrics of the Kafka plugin, the same for every client library. OpenTelemetry's messaging conventions are not
 * stable, so they are named `kafka_…`.
 */
export const metrics: typeof producerMetrics &
  typeof consumerMetrics &
  typeof lagMetrics &
  typeof groupMetrics &
  typeof clientMetrics = Object.freeze({
  ...producerMetrics,
  ...consumerMetrics,
  ...lagMetrics,
  ...groupMetrics,
  ...clientMetrics,
});

export type KafkaMetrics = typeof metrics;
