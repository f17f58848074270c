import {
  Consumer,
  MessagesStreamModes,
  Producer,
  stringDeserializers,
  stringSerializers,
} from "@platformatic/kafka";
import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { Kafka, logLevel } from "kafkajs";
import { beforeAll, describe, expect, test } from "vitest";
import { instrumentKafka, kafka } from "../src/index.ts";
import { installMilliseconds, loadConfluent, type ConfluentModule } from "./support/confluent.ts";
import { load, topicOf, useOwnKafka } from "./support/faults.ts";
import { later, unique, until } from "./support/kafka.ts";

const service = useOwnKafka();
let confluent: ConfluentModule;
beforeAll(async () => {
  confluent = await loadConfluent();
}, installMilliseconds);

interface Stream {
  readonly topic: string;
  readonly group: string;
  readonly see: (value: string) => void;
}

type Send = (value: string, partition: number) => Promise<void>;

/** Consumes the topic, and returns how to send to it. */
type Connect = (stream: Stream) => Promise<Send>;

const session = { sessionTimeout: 6000, rebalanceTimeout: 6000, heartbeatInterval: 300 } as const;

const connectPlatformatic: Connect = async ({ topic, group, see }) => {
  const common = {
    bootstrapBrokers: [...service().brokers],
    connectTimeout: 1000,
    requestTimeout: 1500,
    retries: true,
    retryDelay: 100,
  };
  const consumer = new Consumer({
    ...common,
    ...session,
    clientId: "reader",
    groupId: group,
    deserializers: stringDeserializers,
    maxWaitTime: 100,
  });
  later(async () => await consumer.close(true));
  const options = { topics: [topic], mode: MessagesStreamModes.EARLIEST, autocommit: 100 };
  const stream = await consumer.consume(options);
  stream.on("data", ({ value }) => see(value));
  const producer = new Producer({ ...common, clientId: "writer", serializers: stringSerializers });
  later(async () => await producer.close());
  return async (value, partition) => {
    await producer.send({ messages: [{ topic, value, partition }] });
  };
};

const connectConfluent: Connect = async ({ topic, group, see }) => {
  const statistics = { "statistics.interval.ms": 500 };
  const client = instrumentKafka(
    new confluent.KafkaJS.Kafka({
      kafkaJS: { brokers: [...service().brokers], logLevel: confluent.KafkaJS.logLevel.NOTHING },
    }),
  );
  const consumer = client.consumer({
    ...statistics,
    kafkaJS: { ...session, groupId: group, fromBeginning: true, autoCommitInterval: 100 },
  } as never);
  await consumer.connect();
  later(async () => await consumer.disconnect());
  await consumer.subscribe({ topic });
  await consumer.run({
    eachMessage: async ({ message }) => {
      await Promise.resolve();
      see(String(message.value));
    },
  });
  const producer = client.producer({ ...statistics } as object);
  await producer.connect();
  later(async () => await producer.disconnect());
  return async (value, partition) => {
    await producer.send({ topic, messages: [{ value, partition }] });
  };
};

describe("a broker that freezes during load", { timeout: 240_000 }, () => {
  test.each([
    ["@platformatic/kafka", connectPlatformatic],
    ["@confluentinc/kafka-javascript", connectConfluent],
  ])("costs %s the lag for that time; then all of it is back and right", async (_name, connect) => {
    const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
    const own = new Kafka({ brokers: [...service().brokers], logLevel: logLevel.NOTHING });
    const [topic, group] = [await topicOf(own), unique("frozen")];
    const seen = new Set<string>();
    const send = await connect({ topic, group, see: (value) => void seen.add(value) });
    const traffic = load(send);
    const lag = async () => await samplesOf(app, "kafka_consumer_lag");
    const known = async () =>
      (await valuesBy(app, "kafka_consumer_lag_poll_success", "group"))[group] ?? 0;
    await until("traffic flows", () => seen.size > 100, 60_000);
    await until(
      "the lag is known",
      async () => (await lag()).length === 3 && (await known()) === 1,
    );

    service().freeze();
    // An answer may have been on its way.
    await until("the lag is unknown", async () => (await lag()).length === 0);
    expect(await known()).toBe(0);
    expect(await samplesOf(app, "kafka_consumer_end_offset")).toEqual([]);
    // What is known without a broker stays.
    expect((await valuesBy(app, "kafka_consumer_messages_total", "topic"))[topic]).toBeGreaterThan(
      100,
    );
    service().thaw();

    const reached = seen.size;
    await until("traffic flows again", () => seen.size > reached + 100, 90_000);
    const sent = await traffic.stop();
    await until("everything is handled", () => sent.every((value) => seen.has(value)), 60_000);
    await until("the lag is right again", async () => {
      const samples = await lag();
      return samples.length === 3 && samples.every(({ value }) => value === 0);
    });
    expect(await known()).toBe(1);
    const produced = await valuesBy(app, "kafka_producer_messages_total", "topic");
    expect(produced[topic]).toBe(sent.length);
    expect(await valuesBy(app, "kafka_producer_sends_in_flight", "client")).toEqual({});
    expect(await valuesBy(app, "promenade_listener_errors_total", "plugin")).toEqual({});
  });
});
