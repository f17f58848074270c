import type { PluginContext } from "@promenade/core";
import { errorType } from "./error-type.ts";
import type { KafkaEvent } from "./events.ts";
import type { KafkaMetrics } from "./metrics.ts";
import { bytesOf } from "./record/bytes.ts";

type Handlers = { readonly [T in KafkaEvent["type"]]: (event: KafkaEvent & { type: T }) => void };

/**
 * Returns the listener that turns events into records. Counts of trouble begin at 0 when their client, broker or group is
 * first heard of: else the first trouble would be no increase.
 */
export function createRecorder(context: PluginContext<KafkaMetrics>): (event: KafkaEvent) => void {
  const { metrics: record } = context;
  const counts = {
    rebalance: record.rebalances,
    heartbeat: record.heartbeats,
    commit: record.commits,
  } as const;
  const countGroup = ({
    type,
    group,
    count = 1,
  }: KafkaEvent & { type: keyof typeof counts }): void => counts[type].inc({ group }, count);

  const handlers: Handlers = {
    sent({ client, topics, seconds, failure }) {
      for (const { topic, messages } of topics) {
        const labels = { client, topic };
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
    },
    transaction: ({ client, outcome }) => record.transactions.inc({ client, outcome }),
    batch({ group, topic, size, seconds }) {
      if (size !== undefined) record.batchSize.observe({ group, topic }, size);
      if (seconds !== undefined) record.batchDuration.observe({ group, topic }, seconds);
    },
    join({ group, seconds }) {
      record.groupJoins.inc({ group });
      record.rebalances.inc({ group }, 0);
      record.groupJoinDuration.observe({ group }, seconds);
    },
    rebalance: countGroup,
    heartbeat: countGroup,
    commit: countGroup,
    fetch: ({ group, seconds }) => record.fetchDuration.observe({ group }, seconds),
    crash: ({ group, error, restart }) =>
      record.crashes.inc({ group, error_type: errorType(error), restart }),
    request({ client, role, api, broker, seconds, queuedSeconds, bytes }) {
      record.requestDuration.observe({ client, role, api }, seconds);
      if (queuedSeconds !== undefined)
        record.requestQueueDuration.observe({ client, role }, queuedSeconds);
      if (bytes !== undefined) record.responseBytes.inc({ client, broker }, bytes);
      record.requestTimeouts.inc({ client, broker }, 0);
    },
    response({ client, broker, count = 0 }) {
      record.responseBytes.inc({ client, broker }, count);
      record.requestTimeouts.inc({ client, broker }, 0);
    },
    timeout: ({ client, broker, count = 1 }) =>
      record.requestTimeouts.inc({ client, broker }, count),
    connect({ client, role, count = 1 }) {
      record.connects.inc({ client, role }, count);
      record.disconnects.inc({ client, role }, 0);
      record.connectionErrors.inc({ client }, 0);
      record.retries.inc({ client }, 0);
    },
    disconnect: ({ client, role, count = 1 }) => record.disconnects.inc({ client, role }, count),
    retry: ({ client, count = 1 }) => record.retries.inc({ client }, count),
    "connection-error": ({ client, count = 1 }) => record.connectionErrors.inc({ client }, count),
    log: ({ client, level, namespace }) => record.logMessages.inc({ client, level, namespace }),
  };
  return (event) => {
    (handlers[event.type] as (event: KafkaEvent) => void)(event);
  };
}
