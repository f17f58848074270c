import type { PluginContext } from "@promenade/core";
import { errorType } from "./error-type.ts";
import type { KafkaEvent } from "./events.ts";
import type { KafkaMetrics } from "./metrics.ts";
import { bytesOf } from "./record/bytes.ts";
import { knowConsumers, type KafkaNames } from "./record/names.ts";

type Handlers = { readonly [T in KafkaEvent["type"]]: (event: KafkaEvent & { type: T }) => void };

/**
 * Returns the listener that turns events into records. Counts of trouble begin at 0 when their client, broker or group is
 * first heard of: else the first trouble would be no increase.
 */
export function createRecorder(
  context: PluginContext<KafkaMetrics>,
  names: KafkaNames,
): (event: KafkaEvent) => void {
  const { metrics: record } = context;
  const { topics, groups, clients } = names;
  const counts = {
    rebalance: record.rebalances,
    heartbeat: record.heartbeats,
    commit: record.commits,
  } as const;
  const countGroup = ({
    type,
    group,
    count = 1,
  }: KafkaEvent & { type: keyof typeof counts }): void =>
    counts[type].inc({ group: groups.peek(group) }, count);

  function sent({ client, seconds, failure, ...event }: KafkaEvent & { type: "sent" }): void {
    const own = clients.of(client);
    for (const { topic, messages } of event.topics) {
      const labels = { client: own, topic: topics.of(topic) };
      const outcome = failure === undefined ? "ok" : "error";
      record.sendDuration.observe({ ...labels, outcome }, seconds);
      record.sendSize.observe(labels, messages.length);
      if (failure !== undefined) {
        record.sendErrors.inc({ ...labels, error_type: errorType(failure.error) });
        continue;
      }
      record.producerMessages.inc(labels, messages.length);
      if (context.isEnabled("producerBytes")) record.producerBytes.inc(labels, bytesOf(messages));
    }
  }

  const handlers: Handlers = {
    sent,
    transaction: ({ client, outcome }) =>
      record.transactions.inc({ client: clients.peek(client), outcome }),
    batch({ group, topic, size, seconds }) {
      const labels = { group: groups.peek(group), topic: topics.peek(topic) };
      if (size !== undefined) record.batchSize.observe(labels, size);
      if (seconds !== undefined) record.batchDuration.observe(labels, seconds);
    },
    join({ group, seconds }) {
      knowConsumers(names);
      const labels = { group: groups.of(group) };
      record.groupJoins.inc(labels);
      record.rebalances.inc(labels, 0);
      record.groupJoinDuration.observe(labels, seconds);
    },
    rebalance: countGroup,
    heartbeat: countGroup,
    commit: countGroup,
    fetch: ({ group, seconds }) =>
      record.fetchDuration.observe({ group: groups.peek(group) }, seconds),
    crash: ({ group, error, restart }) =>
      record.crashes.inc({ group: groups.of(group), error_type: errorType(error), restart }),
    request({ client, role, api, broker, seconds, queuedSeconds, bytes }) {
      const own = clients.peek(client);
      record.requestDuration.observe({ client: own, role, api }, seconds);
      if (queuedSeconds !== undefined)
        record.requestQueueDuration.observe({ client: own, role }, queuedSeconds);
      if (bytes !== undefined) record.responseBytes.inc({ client: own, broker }, bytes);
      record.requestTimeouts.inc({ client: own, broker }, 0);
    },
    response({ client, broker, count = 0 }) {
      const labels = { client: clients.peek(client), broker };
      record.responseBytes.inc(labels, count);
      record.requestTimeouts.inc(labels, 0);
    },
    timeout: ({ client, broker, count = 1 }) =>
      record.requestTimeouts.inc({ client: clients.peek(client), broker }, count),
    connect({ client, role, count = 1 }) {
      const own = clients.of(client);
      record.connects.inc({ client: own, role }, count);
      record.disconnects.inc({ client: own, role }, 0);
      record.connectionErrors.inc({ client: own }, 0);
      record.retries.inc({ client: own }, 0);
    },
    disconnect: ({ client, role, count = 1 }) =>
      record.disconnects.inc({ client: clients.peek(client), role }, count),
    retry: ({ client, count = 1 }) => record.retries.inc({ client: clients.peek(client) }, count),
    "connection-error": ({ client, count = 1 }) =>
      record.connectionErrors.inc({ client: clients.of(client) }, count),
    log: ({ client, level, namespace }) =>
      record.logMessages.inc({ client: clients.of(client), level, namespace }),
  };
  return (event) => {
    (handlers[event.type] as (event: KafkaEvent) => void)(event);
  };
}
