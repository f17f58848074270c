import type { Consumer, EachMessagePayload, Kafka, LogEntry } from "kafkajs";
import { logLevel } from "kafkajs";
import { describe, expect, test } from "vitest";
import { handleMessage, instrumentKafka, kafka, restoreKafka } from "../src/index.ts";
import {
  consumerOf,
  later,
  newKafka,
  newTopic,
  producerOf,
  unique,
  until,
} from "./support/kafka.ts";
import { samplesOf, start, valuesBy, warnings } from "./support/metrics.ts";

/** A message in a topic, a consumer on it, and whether it is still alive at the end. */
async function survives(
  prepare: (consumer: Consumer) => void,
  client: Kafka,
): Promise<"alive" | "dead"> {
  const topic = await newTopic();
  const consumer = await consumerOf(client, unique("group"), topic);
  let state: "alive" | "dead" | undefined;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) state = "dead";
  });
  prepare(consumer);
  await consumer.run({
    eachMessage: () => {
      state = "alive";
      return Promise.resolve();
    },
  });
  const producer = await producerOf(newKafka());
  await producer.send({ topic, messages: [{ value: "x" }] });
  await until("handled or dead", () => state !== undefined);
  return state ?? "dead";
}

describe("a listener that throws", () => {
  test("kills a consumer of kafkajs: the danger that is guarded against", async () => {
    const fate = await survives((consumer) => {
      consumer.on(consumer.events.GROUP_JOIN, () => {
        throw new TypeError("a bad listener");
      });
    }, newKafka());
    expect(fate).toBe("dead");
  });

  test("of the plugin does not, whatever in it is broken", async () => {
    const escaped: unknown[] = [];
    const onUncaught = (error: unknown): void => void escaped.push(error);
    process.on("uncaughtException", onUncaught);
    const thrower = (): never => {
      throw new TypeError("a broken recorder");
    };
    const broken = new Proxy({}, { get: () => ({ inc: thrower, observe: thrower }) });
    const plugin = kafka();
    const app = await start({
      ...plugin,
      setup: async (context) =>
        await plugin.setup(
          Object.create(context, { metrics: { value: broken } }) as typeof context,
        ),
    });
    expect(await survives(() => undefined, instrumentKafka(newKafka()))).toBe("alive");
    const errors = await valuesBy(app, "promenade_listener_errors_total", "plugin");
    expect(errors["kafka"]).toBeGreaterThan(5);
    expect(warnings).toContainEqual(expect.stringContaining("a broken recorder"));
    process.off("uncaughtException", onUncaught);
    expect(escaped).toEqual([]);
  });

  test("does not either when kafkajs sends events that nobody expects", async () => {
    await start(kafka());
    const listeners: ((event: unknown) => void)[] = [];
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new TypeError("hostile");
        },
      },
    );
    const events = Object.fromEntries(
      [
        "CONNECT DISCONNECT REQUEST REQUEST_TIMEOUT REQUEST_QUEUE_SIZE GROUP_JOIN REBALANCING",
        "HEARTBEAT COMMIT_OFFSETS FETCH START_BATCH_PROCESS END_BATCH_PROCESS STOP CRASH",
      ]
        .join(" ")
        .split(" ")
        .map((name) => [name, name]),
    );
    const client = (): object => ({
      events,
      on: (_name: string, listener: (event: unknown) => void) => {
        listeners.push(listener);
        return () => undefined;
      },
      run: () => Promise.resolve(),
    });
    const fake = instrumentKafka({
      producer: client,
      consumer: client,
      admin: client,
      logger: () => ({ namespace: () => undefined }),
    });
    fake.producer();
    fake.consumer();
    fake.admin();
    expect(listeners).toHaveLength(5 + 15 + 5);
    for (const listener of listeners)
      for (const payload of [undefined, null, 7, "text", {}, hostile])
        expect(() => listener({ payload })).not.toThrow();
    restoreKafka(fake);
  });
});

describe("an app", () => {
  test("gets the same results and errors, in the same order, as without the plugin", async () => {
    const behaviour = async (client: Kafka): Promise<readonly unknown[]> => {
      const seen: unknown[] = [];
      const topic = await newTopic();
      const producer = await producerOf(client);
      const names = (text: string): string => text.replaceAll(topic, "TOPIC");
      const result = await producer.send({ topic, messages: [{ value: "1" }, { value: "2" }] });
      seen.push(result.map((one) => ({ ...one, topicName: names(one.topicName) })));
      for (const wrong of [undefined, {}, { topic }, { topic, messages: [{}] }]) {
        seen.push(
          await producer.send(wrong as never).then(
            () => "sent",
            (error: unknown) => [(error as Error).name, names((error as Error).message)],
          ),
        );
      }
      const consumer = await consumerOf(client, unique("group"), topic);
      let attempts = 0;
      let restarts = 0;
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        restarts += 1;
        seen.push(["crash", payload.error.name, payload.error.message, payload.restart]);
      });
      await consumer.run({
        eachMessage: async ({ message, partition }: EachMessagePayload) => {
          attempts += 1;
          await Promise.resolve();
          seen.push([message.value?.toString(), partition]);
          if (message.value?.toString() === "2") throw new TypeError("a bug of the app");
        },
      });
      await until("dead", () => restarts > 0);
      return [...seen, attempts];
    };
    const without = await behaviour(newKafka());
    await start(kafka());
    expect(await behaviour(instrumentKafka(newKafka()))).toEqual(without);
    expect(without).toContainEqual([
      "crash",
      "KafkaJSNonRetriableError",
      "a bug of the app",
      false,
    ]);
  });

  test("sees every entry in its log that it saw before", async () => {
    const entries: LogEntry[] = [];
    const logCreator = () => (entry: LogEntry) => void entries.push(entry);
    const app = await start(kafka());
    const client = instrumentKafka(
      newKafka({
        brokers: ["127.0.0.1:1"],
        logLevel: logLevel.ERROR,
        logCreator,
        retry: { retries: 1, initialRetryTime: 10 },
      }),
    );
    await expect(client.producer().connect()).rejects.toThrow("ECONNREFUSED");
    const connection = entries.filter(({ namespace }) => namespace === "Connection");
    expect(connection).toHaveLength(2);
    expect(connection[0]?.log).toMatchObject({ broker: "127.0.0.1:1" });
    const errors = await valuesBy(app, "kafka_client_connection_errors_total", "client");
    expect(errors).toEqual({ default: 2 });
    expect(await valuesBy(app, "kafka_client_retries_total", "client")).toEqual({ default: 2 });
    const log = await valuesBy(app, "kafka_client_log_messages_total", "level", "namespace");
    expect(log).toEqual({
      "error Connection": connection.length,
      "error BrokerPool": entries.length - connection.length,
      "warn Kafka": 1,
    });
  });

  test("can take the instrumentation back", async () => {
    const app = await start(kafka());
    const client = newKafka();
    const before = { ...client.producer() };
    instrumentKafka(client);
    const producer = await producerOf(client);
    const send = producer.send.toString();
    expect(Object.keys(client)).toContain("producer");
    restoreKafka(client);
    expect(Object.keys(client)).toEqual([]);
    expect(producer.send.toString()).not.toBe(send);
    expect(producer.send.toString()).toBe(before.send.toString());
    const topic = await newTopic();
    await producer.send({ topic, messages: [{ value: "x" }] });
    expect(await samplesOf(app, "kafka_producer_messages_total")).toEqual([]);
    restoreKafka(client);
    restoreKafka({});
  });

  test("may instrument twice, and is counted once", async () => {
    const app = await start(kafka());
    const client = instrumentKafka(instrumentKafka(newKafka(), { name: "one" }), { name: "two" });
    const topic = await newTopic();
    const producer = await producerOf(client);
    await producer.send({ topic, messages: [{ value: "x" }] });
    expect(await valuesBy(app, "kafka_producer_messages_total", "client")).toEqual({ one: 1 });
  });

  test("may instrument anything", () => {
    const frozen = Object.freeze({
      producer: () => ({}),
      consumer: () => ({}),
      admin: () => ({}),
    });
    expect(instrumentKafka(frozen)).toBe(frozen);
    expect(instrumentKafka(new Map())).toBeInstanceOf(Map);
  });
});

describe("a consumer that dies", () => {
  test("is shown as dead, its lag stays in sight, and its successor takes its place", async () => {
    const app = await start(kafka({ lagCacheMilliseconds: 0 }));
    const client = instrumentKafka(newKafka());
    const topic = await newTopic();
    const group = unique("dying");
    const consumer = await consumerOf(client, group, topic);
    await consumer.run({
      eachMessage: () => {
        throw new RangeError("a bug of the app");
      },
    });
    const producer = await producerOf(client);
    await producer.send({ topic, messages: [{ value: "1" }, { value: "2" }] });
    await until("dead", async () => {
      const members = await valuesBy(app, "kafka_consumer_members", "group", "state");
      return members[`${group} crashed`] === 1;
    });
    const crashes = ["kafka_consumer_crashes_total", "error_type", "restart"] as const;
    expect(await valuesBy(app, ...crashes)).toEqual({ "RangeError false": 1 });
    expect(await valuesBy(app, "kafka_consumer_errors_total", "error_type")).toEqual({
      RangeError: 1,
    });
    const lag = async () => await valuesBy(app, "kafka_consumer_lag", "group");
    expect(await lag()).toEqual({ [group]: 2 });
    await producer.send({ topic, messages: [{ value: "3" }] });
    expect(await lag()).toEqual({ [group]: 3 });
    expect(await valuesBy(app, "kafka_consumer_assigned_partitions", "group")).toEqual({});

    const successor = await consumerOf(client, group, topic);
    await successor.run({ eachMessage: async () => await Promise.resolve() });
    await until("caught up", async () => (await lag())[group] === undefined);
    expect(await valuesBy(app, "kafka_consumer_members", "group", "state")).toEqual({
      [`${group} active`]: 1,
    });
  });
});

describe("units of work", () => {
  test("are opened for messages and batches, named after the topic", async () => {
    const ended: string[] = [];
    let current: (() => string | undefined) | undefined;
    await start(kafka(), {
      ...kafka(),
      name: "watcher",
      metrics: {},
      enabled: new Set(),
      boards: undefined,
      setup: ({ scopes }) => {
        scopes.consume({ end: ({ kind, name }) => void ended.push(`${kind} ${name ?? ""}`) });
        current = () => scopes.current()?.name;
      },
    });
    const client = instrumentKafka(newKafka());
    const topic = await newTopic();
    const inside: (string | undefined)[] = [];
    const each = await consumerOf(client, unique("each"), topic);
    await each.run({
      eachMessage: async () => {
        await Promise.resolve();
        inside.push(current?.());
      },
    });
    const batches = await consumerOf(client, unique("batch"), topic);
    await batches.run({
      eachBatch: async () => {
        await Promise.resolve();
        inside.push(current?.());
      },
    });
    const producer = await producerOf(client);
    await producer.send({ topic, messages: [{ value: "x" }] });
    await until("both", () => ended.length === 2);
    expect(ended.toSorted()).toEqual([`batch ${topic}`, `message ${topic}`]);
    expect(inside).toEqual([topic, topic]);
    expect(current?.()).toBeUndefined();
  });

  test("are there for clients without handlers as well", async () => {
    const app = await start(kafka());
    const handling = {
      group: "g",
      topic: "t",
      unit: "message",
      messages: [{ value: "x" }],
    } as const;
    expect(await handleMessage(handling, () => 7)).toBe(7);
    await expect(
      handleMessage(handling, () => Promise.reject(new RangeError("no"))),
    ).rejects.toThrow("no");
    expect(
      await valuesBy(app, "kafka_consumer_message_duration_seconds", "topic", "outcome"),
    ).toEqual({ "t ok": 1, "t error": 1 });
    await app.stop();
    expect(await handleMessage(handling, async () => await Promise.resolve(8))).toBe(8);
    later(async () => await Promise.resolve());
  });
});
