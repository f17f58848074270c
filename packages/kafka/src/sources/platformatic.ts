import type { PluginContext } from "@promenade/core";
import type { KafkaEvent, Message, SentTopic } from "../events.ts";
import type { KafkaMetrics } from "../metrics.ts";
import { ageOf } from "../record/age.ts";
import { bytesOf } from "../record/bytes.ts";
import type { KafkaNames } from "../record/names.ts";
import { apiName } from "./api-names.ts";
import { followClients, type PlatformaticClient } from "./platformatic-clients.ts";

/** The context of one traced operation; one object from its start to its end. */
interface Operation<O = unknown, R = unknown> {
  readonly client: PlatformaticClient;
  readonly operation: string;
  readonly options?: O;
  readonly result?: R;
  readonly error?: unknown;
}

interface ConnectionOperation {
  readonly connection: {
    readonly ownerId?: number;
    readonly host?: string;
    readonly port?: number;
  };
  readonly apiKey: number;
  readonly host?: string;
  readonly port?: number;
  readonly error?: unknown;
}

interface SendOptions {
  readonly messages: readonly (Message & { readonly topic: string })[];
}

interface ReceivedMessage extends Message {
  readonly topic: string;
}

/**
 * Follows every client of `@platformatic/kafka` in this process by the channels that it publishes on; it needs no
 * wiring. Operations end at `asyncStart` there. A message that a stream hands over is not told when it is done with, so
 * there is no duration: `handleMessage` gives it.
 */
export function followPlatformatic(
  context: PluginContext<KafkaMetrics>,
  record: (event: KafkaEvent) => void,
  { topics, groups }: KafkaNames,
): void {
  const { metrics } = context;
  const clients = followClients(context, record);
  const startedAt = new WeakMap<object, number>();
  const start = (operation: object): void => void startedAt.set(operation, performance.now());
  const secondsOf = (operation: object): number | undefined => {
    const since = startedAt.get(operation);
    startedAt.delete(operation);
    return since === undefined ? undefined : (performance.now() - since) / 1000;
  };

  context.trace<Operation<SendOptions>>("plt:kafka:producer:sends", {
    start(operation) {
      start(operation);
      clients.sending(operation.client, 1);
    },
    asyncStart(operation) {
      const seconds = secondsOf(operation);
      if (seconds === undefined) return;
      const { client, options, error } = operation;
      clients.sending(client, -1);
      record({
        type: "sent",
        client: client.clientId,
        topics: byTopic(options?.messages ?? []),
        seconds,
        failure: error === undefined ? undefined : { error },
      });
    },
  });

  context.trace<Operation>("plt:kafka:producer:transactions", {
    asyncStart({ client, operation, error }) {
      clients.known(client);
      if (operation !== "commit" && operation !== "abort") return;
      const outcome = error === undefined ? operation : "error";
      record({ type: "transaction", client: client.clientId, outcome });
    },
  });

  const groupOf = ({ groupId = "unknown" }: PlatformaticClient): string => groupId;
  context.trace<Operation<unknown, ReceivedMessage>>("plt:kafka:consumer:receives", {
    asyncStart({ client, result }) {
      if (result === undefined) return;
      clients.known(client);
      const labels = { group: groups.peek(groupOf(client)), topic: topics.peek(result.topic) };
      metrics.consumerMessages.inc(labels);
      if (context.isEnabled("consumerBytes")) metrics.consumerBytes.inc(labels, bytesOf([result]));
      const age = ageOf(result, Date.now());
      if (age !== undefined) metrics.messageAge.observe(labels, age);
    },
  });

  const counted = (
    channel: string,
    tell: (operation: Operation, seconds: number) => void,
  ): void => {
    context.trace<Operation>(`plt:kafka:consumer:${channel}`, {
      start,
      asyncStart(operation) {
        clients.known(operation.client);
        const seconds = secondsOf(operation);
        if (seconds !== undefined && operation.error === undefined) tell(operation, seconds);
      },
    });
  };
  counted("group", ({ client, operation }, seconds) => {
    if (operation === "joinGroup") record({ type: "join", group: groupOf(client), seconds });
  });
  counted("heartbeat", ({ client }) => record({ type: "heartbeat", group: groupOf(client) }));
  counted("commits", ({ client }) => record({ type: "commit", group: groupOf(client) }));
  counted("fetches", ({ client }, seconds) =>
    record({ type: "fetch", group: groupOf(client), seconds }),
  );

  context.trace<ConnectionOperation>("plt:kafka:connections:api", {
    start,
    asyncStart(operation) {
      const seconds = secondsOf(operation);
      if (seconds === undefined) return;
      const { connection, apiKey, error } = operation;
      const { client, role } = clients.ownerOf(connection.ownerId);
      const broker = `${connection.host ?? "unknown"}:${connection.port ?? 0}`;
      record({ type: "request", client, role, broker, api: apiName(apiKey), seconds });
      if ((error as { readonly code?: unknown } | undefined)?.code === "PLT_KFK_TIMEOUT")
        record({ type: "timeout", client, broker });
    },
  });
  context.trace<ConnectionOperation>("plt:kafka:connections:connects", {
    asyncStart({ connection, error }) {
      const { client, role } = clients.ownerOf(connection.ownerId);
      if (error === undefined) record({ type: "connect", client, role });
      else record({ type: "connection-error", client });
    },
  });
}

function byTopic(messages: SendOptions["messages"]): readonly SentTopic[] {
  const topics = new Map<string, Message[]>();
  for (const message of messages) {
    const known = topics.get(message.topic);
    if (known === undefined) topics.set(message.topic, [message]);
    else known.push(message);
  }
  return [...topics].map(([topic, own]) => ({ topic, messages: own }));
}
