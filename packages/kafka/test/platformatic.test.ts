import {
  Admin,
  Consumer,
  MessagesStreamModes,
  Producer,
  stringDeserializers,
  stringSerializers,
} from "@platformatic/kafka";
import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { describe, expect, test } from "vitest";
import { handleMessage, kafka } from "../src/index.ts";
import { brokers, later, newKafka, newTopic, unique, until, useKafka } from "./support/kafka.ts";

useKafka();

type Text = Consumer<string, string, string, string>;

function producerOf(clientId: string): Producer<string, string, string, string> {
  const producer = new Producer({
    clientId,
    bootstrapBrokers: [...brokers()],
    serializers: stringSerializers,
    retries: 0,
  });
  later(async () => await producer.close());
  return producer;
}

function consumerOf(clientId: string, groupId: string): Text {
  const consumer = new Consumer({
    clientId,
    groupId,
    bootstrapBrokers: [...brokers()],
    deserializers: stringDeserializers,
    heartbeatInterval: 300,
    sessionTimeout: 6000,
    rebalanceTimeout: 6000,
    maxWaitTime: 100,
  });
  later(async () => await consumer.close(true));
  return consumer;
}

describe("@platformatic/kafka", () => {
  test("is followed without any wiring, with the same metrics", async () => {
    const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
    const topic = await newTopic(2);
    const group = unique("billing");
    const producer = producerOf("sender");
    await producer.send({
      messages: [
        { topic, key: "a", value: "first", partition: 0 },
        { topic, key: "b", value: "second", partition: 1 },
        { topic, key: "c", value: "third", partition: 1 },
      ],
    });
    await expect(
      producer.send({ messages: [{ topic: "not a name", value: "x" }] }),
    ).rejects.toThrow(Error);

    const consumer = consumerOf("reader", group);
    const stream = await consumer.consume({
      topics: [topic],
      mode: MessagesStreamModes.EARLIEST,
      autocommit: false,
    });
    const messages: { readonly value: string; commit(): void | Promise<void> }[] = [];
    stream.on("data", (message) => void messages.push(message));
    await until("all messages", () => messages.length === 3);

    const by = async (metric: string, ...labels: readonly string[]) =>
      await valuesBy(app, metric, ...labels);
    expect(await by("kafka_producer_messages_total", "client", "topic")).toEqual({
      [`sender ${topic}`]: 3,
    });
    expect(await by("kafka_producer_message_bytes_total", "topic")).toEqual({ [topic]: 19 });
    expect(await by("kafka_producer_send_duration_seconds", "topic", "outcome")).toEqual({
      [`${topic} ok`]: 1,
      "not a name error": 1,
    });
    expect(await by("kafka_producer_errors_total", "topic")).toEqual({ "not a name": 1 });
    expect(await by("kafka_producer_sends_in_flight", "client")).toEqual({});
    const own = `${group} ${topic}`;
    expect(await by("kafka_consumer_messages_total", "group", "topic")).toEqual({ [own]: 3 });
    expect(await by("kafka_consumer_message_bytes_total", "group", "topic")).toEqual({
      [own]: 19,
    });
    expect(await by("kafka_consumer_message_age_seconds", "group")).toEqual({ [group]: 3 });
    expect(await by("kafka_consumer_group_joins_total", "group")).toEqual({ [group]: 1 });
    expect(await by("kafka_consumer_members", "group", "state")).toEqual({
      [`${group} active`]: 1,
    });
    expect(await by("kafka_consumer_assigned_partitions", "group")).toEqual({ [group]: 2 });
    const apis = await by("kafka_client_request_duration_seconds", "client", "role", "api");
    expect(Object.keys(apis)).toEqual(
      expect.arrayContaining(["sender producer Produce", "reader consumer JoinGroup"]),
    );
    expect((await by("kafka_client_connects_total", "client"))["sender"]).toBeGreaterThan(0);

    // Nothing is committed yet, and nobody told where reading began.
    expect(await by("kafka_consumer_end_offset", "partition")).toEqual({ "0": 1, "1": 2 });
    for (const message of messages) if (message.value !== "third") await message.commit();
    await until("the lag of what is not committed", async () => {
      const lag = await samplesOf(app, "kafka_consumer_lag");
      const values = Object.fromEntries(
        lag.map(({ labels, value }) => [labels["partition"] ?? "", value]),
      );
      return values["0"] === 0 && values["1"] === 1;
    });
    const admin = newKafka().admin();
    await admin.connect();
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    await admin.disconnect();
    expect(
      Object.fromEntries(
        committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]) ?? [],
      ),
    ).toEqual({ 0: 1, 1: 1 });
    expect((await by("kafka_consumer_commits_total", "group"))[group]).toBeGreaterThan(0);
    await until(
      "heartbeats",
      async () => (await by("kafka_consumer_heartbeats_total", "group"))[group] !== undefined,
    );
    await stream.close();
    await consumer.close(true);
    expect(await by("kafka_consumer_members", "group")).toEqual({});
    expect(await samplesOf(app, "kafka_consumer_lag")).toEqual([]);
  });

  test("gets handler durations and units of work by `handleMessage`", async () => {
    const app = await startApp(kafka());
    const topic = await newTopic();
    const group = unique("handled");
    const consumer = consumerOf("reader", group);
    const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST });
    await producerOf("sender").send({ messages: [{ topic, value: "x" }] });
    for await (const message of stream) {
      await handleMessage({ group, topic, unit: "message" }, async () => {
        expect(message.value).toBe("x");
        await Promise.resolve();
      });
      break;
    }
    expect(
      await valuesBy(app, "kafka_consumer_message_duration_seconds", "group", "outcome"),
    ).toEqual({ [`${group} ok`]: 1 });
    // The stream has counted it already.
    expect(await valuesBy(app, "kafka_consumer_messages_total", "group")).toEqual({ [group]: 1 });
  });

  test("is found by what it does when it was there before the plugin", async () => {
    const topic = await newTopic();
    const group = unique("early");
    const consumer = consumerOf("reader", group);
    const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST });
    stream.on("data", () => undefined);
    const [one, two] = [await startApp(kafka()), await startApp(kafka())];
    for (const app of [one, two]) {
      await until("the consumer is found", async () => {
        const members = await valuesBy(app, "kafka_consumer_members", "group", "state");
        return members[`${group} active`] === 1;
      });
    }
    await one.stop();
    expect(await valuesBy(two, "kafka_consumer_members", "group")).toEqual({ [group]: 1 });
    const listeners = consumer.listenerCount("client:close");
    await two.stop();
    expect(consumer.listenerCount("client:close")).toBe(listeners - 1);
    await stream.close();
  });

  test("counts rebalances and failed connections", async () => {
    const app = await startApp(kafka());
    const topic = await newTopic(2);
    const group = unique("rebalanced");
    const streams = [];
    for (const clientId of ["one", "two"]) {
      const stream = await consumerOf(clientId, group).consume({ topics: [topic] });
      stream.on("data", () => undefined);
      streams.push(stream);
    }
    await until(
      "a rebalance",
      async () =>
        (await valuesBy(app, "kafka_consumer_rebalances_total", "group"))[group] !== undefined,
    );
    await until("two active", async () => {
      const members = await valuesBy(app, "kafka_consumer_members", "group", "state");
      return members[`${group} active`] === 2;
    });
    for (const stream of streams) await stream.close();
    const admin = new Admin({
      clientId: "lost",
      bootstrapBrokers: ["127.0.0.1:1"],
      retries: 1,
      retryDelay: 10,
    });
    await expect(admin.metadata({ topics: [] })).rejects.toThrow(Error);
    await admin.close();
    const errors = await valuesBy(app, "kafka_client_connection_errors_total", "client");
    expect(errors["lost"]).toBeGreaterThan(0);
    expect(await valuesBy(app, "kafka_client_retries_total", "client")).toMatchObject({ lost: 1 });
  });
});
