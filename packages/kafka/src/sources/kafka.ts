import { AdminReader, type AdminLike } from "../lag/admin-reader.ts";
import { instrumentConsumer } from "./consumer.ts";
import type { InstrumentOptions } from "./instrument.ts";
import { instrumentLogger, type LoggerLike } from "./logger.ts";
import type { Origin } from "./origin.ts";
import { override } from "./override.ts";
import { instrumentProducer } from "./producer.ts";
import { listenToRequests, type Emitter } from "./requests.ts";
import { withStatistics } from "./statistics.ts";

/** The part of a `Kafka` that is used. */
export interface KafkaLike {
  producer(config?: object): object;
  consumer(config: object): object;
  admin(config?: object): object;
  logger?(): LoggerLike;
}

export function looksLikeKafka(target: object): target is KafkaLike {
  try {
    const { producer, consumer, admin } = target as Partial<KafkaLike>;
    return [producer, consumer, admin].every((method) => typeof method === "function");
  } catch {
    return false;
  }
}

/** Instruments what a `Kafka` makes from now on. */
export function instrumentClientFactory(
  kafka: KafkaLike,
  { name: client, statistics }: Required<InstrumentOptions>,
): () => void {
  const makeAdmin = kafka.admin.bind(kafka);
  // Confluent's client has none, and its own clients throw when their `events` are only read.
  const isKafkajs = typeof kafka.logger === "function";
  // The poll is repeated at every scrape, so it need not be repeated by the client.
  const adminConfig = isKafkajs ? { retry: { retries: 0 } } : {};
  const reader = new AdminReader(() => makeAdmin(adminConfig) as AdminLike);
  const made = new Made();
  const undoLogger = isKafkajs ? instrumentLogger(kafka, client) : () => undefined;
  const undoFactory = override(kafka, {
    producer: (original) =>
      function producer(this: unknown, config, ...rest) {
        const prepared =
          isKafkajs || !statistics ? undefined : withStatistics(config, client, "producer");
        const origin: Origin = { client, reader, isKafkajs, ended: prepared?.undo };
        const args = [prepared?.config ?? config, ...rest];
        const one = Reflect.apply(original, this, args) as object;
        made.add(one, () => instrumentProducer(one, origin), prepared?.undo);
        return one;
      },
    consumer: (original) =>
      function consumer(this: unknown, config, ...rest) {
        const group = groupOf(config);
        const prepared =
          isKafkajs || !statistics ? undefined : withStatistics(config, client, "consumer", group);
        const origin: Origin = { client, reader, isKafkajs, ended: prepared?.undo };
        const args = [prepared?.config ?? config, ...rest];
        const one = Reflect.apply(original, this, args) as object;
        made.add(one, () => instrumentConsumer(one, group, origin), prepared?.undo);
        return one;
      },
    admin: (original) =>
      function admin(this: unknown, ...args) {
        const one = Reflect.apply(original, this, args) as object;
        if (isKafkajs) made.add(one, () => listenToRequests(one as Emitter, client, "admin"));
        return one;
      },
  });
  return () => {
    undoFactory();
    undoLogger();
    made.undo();
    void reader.close();
  };
}

/** kafkajs takes `groupId`; Confluent's client takes it inside of `kafkaJS`, or as librdkafka names it. */
function groupOf(config: unknown): string {
  const { groupId, kafkaJS, ...rest } = (config ?? {}) as {
    readonly groupId?: unknown;
    readonly kafkaJS?: { readonly groupId?: unknown };
    readonly "group.id"?: unknown;
  };
  const group = groupId ?? kafkaJS?.groupId ?? rest["group.id"];
  return typeof group === "string" ? group : "unknown";
}

/** What was made from one `Kafka`, as long as the app keeps it. */
class Made {
  readonly #references = new Set<WeakRef<object>>();
  readonly #gone = new FinalizationRegistry<WeakRef<object>>((reference) => {
    this.#references.delete(reference);
  });

  /** Instruments a client. If that fails the app has its client all the same, only without metrics. */
  add(client: object, instrument: () => () => void, ended?: () => void): void {
    const undo: (() => void)[] = ended === undefined ? [] : [ended];
    try {
      undo.push(instrument());
    } catch {
      // A client that is not as expected.
    }
    const reference = new WeakRef(client);
    // The undo functions hold the client, so they must be held by nobody but the client itself.
    undoOf.set(client, undo);
    this.#references.add(reference);
    this.#gone.register(client, reference);
  }

  undo(): void {
    for (const reference of this.#references) {
      const client = reference.deref();
      if (client !== undefined) for (const one of undoOf.get(client) ?? []) one();
    }
    this.#references.clear();
  }
}

const undoOf = new WeakMap<object, readonly (() => void)[]>();
