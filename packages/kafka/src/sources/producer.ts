import { tell, type SentTopic } from "../events.ts";
import { sharedState } from "../state.ts";
import type { Origin } from "./origin.ts";
import { override, type Replacement } from "./override.ts";
import { listenToRequests, type Emitter } from "./requests.ts";

/** Instruments one producer. Returns an undo. */
export function instrumentProducer(producer: object, origin: Origin): () => void {
  const { client, isKafkajs } = origin;
  const undo = [
    override(producer, {
      ...senders(origin),
      ...(isKafkajs ? {} : ends(client)),
      // Confluent's transaction is the producer itself.
      transaction: (original) =>
        async function transaction(this: unknown, ...args) {
          const made = (await Reflect.apply(original, this, args)) as object;
          if (made !== producer) override(made, { ...senders(origin), ...ends(client) });
          return made;
        },
    }),
    isKafkajs
      ? listenToRequests(producer as Emitter, client, "producer")
      : countConnects(producer, origin),
  ];
  return () => {
    for (const one of undo) one();
  };
}

/** A client without events is connected when its `connect` is done. */
function countConnects(producer: object, { client, ended }: Origin): () => void {
  return override(producer, {
    connect: followed(() => tell({ type: "connect", client, role: "producer" })),
    disconnect: followed(() => {
      ended?.();
      tell({ type: "disconnect", client, role: "producer" });
    }),
  });
}

/** Calls `then` when the method is done; its result and its errors pass unchanged. */
export function followed(then: () => void): Replacement {
  return (original) =>
    async function followedMethod(this: unknown, ...args) {
      const result: unknown = await Reflect.apply(original, this, args);
      then();
      return result;
    };
}

function senders({ client, isKafkajs }: Origin): Readonly<Record<string, Replacement>> {
  const measured =
    (topicsOf: (given: unknown) => readonly SentTopic[]): Replacement =>
    (original) =>
      async function send(this: unknown, ...args) {
        return await timed(client, topicsOf(args[0]), () => Reflect.apply(original, this, args));
      };
  // The `sendBatch` of Confluent's client calls `send` for each topic.
  return isKafkajs
    ? { send: measured(oneTopic), sendBatch: measured(manyTopics) }
    : { send: measured(oneTopic) };
}

function ends(client: string): Readonly<Record<string, Replacement>> {
  const end =
    (outcome: "commit" | "abort"): Replacement =>
    (original) =>
      async function endTransaction(this: unknown, ...args) {
        try {
          const result: unknown = await Reflect.apply(original, this, args);
          tell({ type: "transaction", client, outcome });
          return result;
        } catch (error) {
          tell({ type: "transaction", client, outcome: "error" });
          throw error;
        }
      };
  return { commit: end("commit"), abort: end("abort") };
}

async function timed(
  client: string,
  topics: readonly SentTopic[],
  work: () => unknown,
): Promise<unknown> {
  const { sendsInFlight } = sharedState();
  const startedAt = performance.now();
  const add = (step: number): void =>
    void sendsInFlight.set(client, (sendsInFlight.get(client) ?? 0) + step);
  const end = (failure?: { readonly error: unknown }): void =>
    tell({
      type: "sent",
      client,
      topics,
      seconds: (performance.now() - startedAt) / 1000,
      failure,
    });
  add(1);
  try {
    const result = await work();
    end();
    return result;
  } catch (error) {
    end({ error });
    throw error;
  } finally {
    add(-1);
  }
}

/** What an app gives may be anything; what is wrong is the client's to refuse. */
function oneTopic(record: unknown): readonly SentTopic[] {
  const { topic, messages } = (record ?? {}) as { topic?: unknown; messages?: unknown };
  if (typeof topic !== "string" || !Array.isArray(messages)) return [];
  return [{ topic, messages: messages.filter(isObject) as SentTopic["messages"] }];
}

function manyTopics(batch: unknown): readonly SentTopic[] {
  const { topicMessages } = (batch ?? {}) as { topicMessages?: unknown };
  return Array.isArray(topicMessages) ? topicMessages.flatMap(oneTopic) : [];
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
