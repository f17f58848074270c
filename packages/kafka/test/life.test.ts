import { startApp, valuesBy } from "@promenade/testing/apps";
import { describe, expect, test } from "vitest";
import { handleMessage, instrumentKafka, kafka } from "../src/index.ts";
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

describe("a consumer that dies", () => {
  test("is shown as dead, its lag stays in sight, and its successor takes its place", async () => {
    const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
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
    await startApp(kafka(), {
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
    const app = await startApp(kafka());
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
  });
});
