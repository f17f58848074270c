import { Producer, stringSerializers } from "@platformatic/kafka";
import type { Promenade } from "@promenade/core";
import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { Kafka, logLevel } from "kafkajs";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { handleMessage, instrumentKafka, kafka } from "../src/index.ts";
import { installMilliseconds, loadConfluent, type ConfluentModule } from "./support/confluent.ts";

vi.setConfig({ testTimeout: 120_000 });

const size = 10_000;
/** Nobody listens there: what cannot be sent has a topic and a client as well. */
const brokers = ["127.0.0.1:1"];
const overflow = "__overflow__";

async function seriesOf(app: Promenade): Promise<number> {
  return (await app.text()).split("\n").filter((line) => line.startsWith("kafka_")).length;
}

/** Sends what cannot be sent, as a client of that name to that topic. */
type Send = (client: string, topic: string) => Promise<unknown>;

/** A flood of clients and topics that come once each, after honest ones. Returns how many series it adds. */
async function flood(send: Send): Promise<number> {
  const app = await startApp(kafka());
  const attempt = async (client: string, topic: string): Promise<void> =>
    await expect(send(client, topic)).rejects.toThrow(Error);
  await attempt("shop", "orders");
  const before = await seriesOf(app);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < size; at = next++) await attempt(`client-${at}`, `tenant-${at}`);
  };
  await Promise.all(Array.from({ length: 50 }, worker));
  await attempt("shop", "orders");

  const added = (await seriesOf(app)) - before;
  const errors = await valuesBy(app, "kafka_producer_errors_total", "client", "topic");
  expect(errors["shop orders"]).toBe(2);
  expect(errors[`${overflow} ${overflow}`]).toBeGreaterThan(size * 0.99);
  expect(Object.values(errors).reduce((sum, count) => sum + count)).toBe(size + 2);
  return added;
}

describe("10,000 names of clients and topics add fewer than 300 series, and can be seen", () => {
  let confluent: ConfluentModule;
  beforeAll(async () => {
    confluent = await loadConfluent();
  }, installMilliseconds);

  test("in kafkajs", async () => {
    const added = await flood(async (name, topic) => {
      const client = instrumentKafka(new Kafka({ brokers, logLevel: logLevel.NOTHING }), { name });
      await client.producer().send({ topic, messages: [{ value: "x" }] });
    });
    expect(added).toBeLessThan(300);
  });

  test("in @confluentinc/kafka-javascript", async () => {
    const added = await flood(async (name, topic) => {
      const { Kafka: Client } = confluent.KafkaJS;
      const client = instrumentKafka(new Client({ kafkaJS: { brokers } }), { name });
      await client.producer().send({ topic, messages: [{ value: "x" }] });
    });
    expect(added).toBeLessThan(300);
  });

  test("in @platformatic/kafka", async () => {
    const added = await flood(async (clientId, topic) => {
      const producer = new Producer({
        clientId,
        bootstrapBrokers: brokers,
        serializers: stringSerializers,
        retries: 0,
      });
      try {
        await producer.send({ messages: [{ topic, value: "x" }] });
      } finally {
        await producer.close();
      }
    });
    expect(added).toBeLessThan(300);
  });
});

test("10,000 names of groups and topics that are read add fewer than 300 series", async () => {
  const app = await startApp(kafka());
  const handle = async (group: string, topic: string): Promise<void> => {
    const messages = [{ value: "x", timestamp: String(Date.now()) }];
    await handleMessage({ group, topic, unit: "message", messages }, () => undefined);
  };
  await handle("shop", "orders");
  const before = await seriesOf(app);
  for (let at = 0; at < size; at += 1) await handle(`group-${at}`, `tenant-${at}`);
  await handle("shop", "orders");
  expect((await seriesOf(app)) - before).toBeLessThan(300);
  const counted = await valuesBy(app, "kafka_consumer_messages_total", "group", "topic");
  expect(counted["shop orders"]).toBe(2);
  expect(counted[`${overflow} ${overflow}`]).toBeGreaterThan(size * 0.99);
  const handled = await samplesOf(app, "kafka_consumer_message_duration_seconds");
  expect(handled.reduce((sum, { value }) => sum + value, 0)).toBe(size + 2);
});

test("a name that comes again and again has series of its own, among many others", async () => {
  const app = await startApp(kafka());
  const topics = Array.from({ length: 40 }, (_, at) => `topic-${at}`);
  for (let round = 0; round < 20; round += 1)
    for (const topic of topics)
      await handleMessage({ group: "shop", topic, unit: "message", messages: [{}] }, () => 0);
  const counted = await valuesBy(app, "kafka_consumer_messages_total", "topic");
  for (const topic of topics) expect(counted[topic]).toBeGreaterThan(0);
  expect(counted["topic-0"]).toBe(20);
  expect(Object.values(counted).reduce((sum, count) => sum + count)).toBe(800);
});
