import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { logLevel, type EachMessagePayload, type Kafka, type LogEntry } from "kafkajs";
import { describe, expect, test } from "vitest";
import { instrumentKafka, kafka, restoreKafka } from "../src/index.ts";
import {
  consumerOf,
  newKafka,
  newTopic,
  producerOf,
  unique,
  until,
  useKafka,
} from "./support/kafka.ts";

useKafka();

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
    await startApp(kafka());
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
    const app = await startApp(kafka());
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
    const app = await startApp(kafka());
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
    const app = await startApp(kafka());
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
