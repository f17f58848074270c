import { ConsumerRecord, type Assignment } from "../consumers.ts";
import { tell, type Message } from "../events.ts";
import { handleMessage } from "../handling.ts";
import type { Origin } from "./origin.ts";
import { override, type Replacement } from "./override.ts";
import { followed } from "./producer.ts";
import { listen, listenToRequests, type Emitter } from "./requests.ts";

/** Instruments one consumer. Returns an undo. */
export function instrumentConsumer(consumer: object, group: string, origin: Origin): () => void {
  const record = new ConsumerRecord(group, origin.reader);
  const undo = [
    override(consumer, { run: wrapHandlers(group, record, origin.isKafkajs) }),
    ...(origin.isKafkajs
      ? [
          listenToRequests(consumer as Emitter, origin.client, "consumer"),
          listenToGroup(consumer as Emitter, record),
        ]
      : [followAssignment(consumer, record, origin)]),
  ];
  return () => {
    for (const one of undo) one();
    record.stopped();
  };
}

interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly Message[];
}

interface RunConfig {
  readonly eachMessage?: Handler<{
    readonly topic: string;
    readonly partition: number;
    readonly message: Message;
  }>;
  readonly eachBatch?: Handler<{ readonly batch: Batch }>;
}

type Handler<P> = (this: unknown, payload: P) => unknown;

/** The app's handlers, measured. `this` and the result are as without it. */
function wrapHandlers(group: string, record: ConsumerRecord, isKafkajs: boolean): Replacement {
  // kafkajs tells it by an event, and its batches too.
  const began = ({ topic, partition, messages: [first] }: Batch): void => {
    const offset = isKafkajs ? undefined : first?.offset;
    if (typeof offset === "string" && /^\d+$/.test(offset))
      record.began(topic, partition, BigInt(offset));
  };
  return (original) =>
    function run(this: unknown, config, ...rest) {
      record.starting();
      const { eachMessage, eachBatch } = (config ?? {}) as RunConfig;
      const wrapped: RunConfig = {
        ...(config as RunConfig | undefined),
        ...(typeof eachMessage === "function" && {
          eachMessage: async function each(this: unknown, payload) {
            const { topic, partition, message } = payload;
            began({ topic, partition, messages: [message] });
            return await handleMessage({ group, topic, unit: "message", messages: [message] }, () =>
              eachMessage.call(this, payload),
            );
          },
        }),
        ...(typeof eachBatch === "function" && {
          eachBatch: async function each(this: unknown, payload) {
            const { topic, messages } = payload.batch;
            began(payload.batch);
            const startedAt = performance.now();
            const result = await handleMessage({ group, topic, unit: "batch", messages }, () =>
              eachBatch.call(this, payload),
            );
            const seconds = (performance.now() - startedAt) / 1000;
            if (!isKafkajs) tell({ type: "batch", group, topic, size: messages.length, seconds });
            return result;
          },
        }),
      };
      const args = config === undefined ? rest : [wrapped, ...rest];
      return Reflect.apply(original, this, args);
    };
}

interface BatchPayload {
  readonly topic: string;
  readonly partition: number;
  readonly batchSize: number;
  readonly firstOffset: string | null;
  readonly duration: number;
}

/** Follows a consumer of kafkajs through its group. */
function listenToGroup(emitter: Emitter, record: ConsumerRecord): () => void {
  const { group } = record;
  return listen(emitter, {
    GROUP_JOIN: ({
      memberAssignment,
      duration,
    }: {
      readonly memberAssignment: Readonly<Record<string, readonly number[]>>;
      readonly duration: number;
    }) => {
      record.joined(new Map(Object.entries(memberAssignment)));
      tell({ type: "join", group, seconds: duration / 1000 });
    },
    REBALANCING: () => {
      record.rebalancing();
      tell({ type: "rebalance", group });
    },
    HEARTBEAT: () => tell({ type: "heartbeat", group }),
    COMMIT_OFFSETS: () => tell({ type: "commit", group }),
    FETCH: ({ duration }: { readonly duration: number }) =>
      tell({ type: "fetch", group, seconds: duration / 1000 }),
    START_BATCH_PROCESS: ({ topic, partition, batchSize, firstOffset }: BatchPayload) => {
      if (firstOffset !== null) record.began(topic, partition, BigInt(firstOffset));
      tell({ type: "batch", group, topic, size: batchSize });
    },
    END_BATCH_PROCESS: ({ topic, duration }: BatchPayload) =>
      tell({ type: "batch", group, topic, seconds: duration / 1000 }),
    STOP: () => record.stopped(),
    // A crash disconnects before it is told. After it, it is the app that has noticed.
    DISCONNECT: () => {
      if (record.state === "crashed") record.stopped();
    },
    CRASH: ({ error, restart }: { readonly error: unknown; readonly restart: boolean }) => {
      record.crashed(restart);
      tell({ type: "crash", group, error, restart });
    },
  });
}

/** A consumer without events is asked for its partitions when somebody wants to know. */
function followAssignment(
  consumer: object,
  record: ConsumerRecord,
  { client, ended }: Origin,
): () => void {
  const { assignment } = consumer as { assignment?: () => readonly TopicPartition[] };
  record.follow(() => {
    try {
      return byTopic(assignment?.call(consumer) ?? []);
    } catch {
      // It throws while it is not connected.
      return byTopic([]);
    }
  });
  return override(consumer, {
    connect: followed(() => tell({ type: "connect", client, role: "consumer" })),
    disconnect: followed(() => {
      record.stopped();
      ended?.();
      tell({ type: "disconnect", client, role: "consumer" });
    }),
  });
}

interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

function byTopic(partitions: readonly TopicPartition[]): Assignment {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of partitions)
    topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  return topics;
}
