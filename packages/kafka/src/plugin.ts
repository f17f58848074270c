import { check, definePlugin, type Checks, type PluginFactory } from "@promenade/core";
import { kafkaEvents } from "./events.ts";
import { pollLag } from "./lag/poll.ts";
import { metrics } from "./metrics.ts";
import { createRecorder } from "./record.ts";
import { recordHandling } from "./record/handling.ts";
import { createNames } from "./record/names.ts";
import { pollClients } from "./record/poll.ts";
import { followPlatformatic } from "./sources/platformatic.ts";

/** Everything that `kafka()` takes, besides `only` and `except`. All of it is optional. */
export interface KafkaOptions {
  /** For how long offsets that were polled are served again: two Prometheus servers need only one poll. Default 1000. */
  readonly lagCacheMilliseconds: number;
}

/** A check for each option. */
export const optionChecks: Checks<KafkaOptions> = {
  lagCacheMilliseconds: check.integer(0, 300_000),
};

/**
 * Metrics of the Kafka clients of this process: those that went through `instrumentKafka`, and every client of
 * `@platformatic/kafka`.
 */
export const kafka: PluginFactory<typeof metrics, KafkaOptions> = definePlugin<
  typeof metrics,
  KafkaOptions
>({
  name: "kafka",
  metrics,
  options: optionChecks,
  setup(context, { lagCacheMilliseconds = 1000 }) {
    const names = createNames();
    const record = createRecorder(context, names);
    context.on(kafkaEvents, record);
    recordHandling(context, names);
    followPlatformatic(context, record, names);
    pollClients(context, names);
    pollLag(context, lagCacheMilliseconds);
  },
  boards: async () => await import("./dashboard.ts"),
});
