import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { describe, expect, test } from "vitest";
import { instrumentKafka, kafka } from "../src/index.ts";
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

describe("messages", () => {
  test("are counted on both sides, with bytes, ages and durations", async () => {
    const app = await startApp(kafka());
    const client = instrumentKafka(newKafka(), { name: "main" });
    const topic = await newTopic(1);
    const producer = await producerOf(client);
    await producer.send({
      topic,
      messages: [{ key: "a", value: "first" }, { value: Buffer.from("zweite") }, { value: null }],
    });
    await producer.sendBatch({ topicMessages: [{ topic, messages: [{ value: "fourth" }] }] });

    const group = unique("billing");
    const consumer = await consumerOf(client, group, topic);
    const seen: (string | undefined)[] = [];
    await consumer.run({
      eachMessage: ({ message }) => {
        seen.push(message.value?.toString());
        return Promise.resolve();
      },
    });
    await until("all messages handled", () => seen.length === 4);
    expect(seen).toEqual(["first", "zweite", undefined, "fourth"]);

    const stream = `${group} ${topic}`;
    const by = async (metric: string, ...labels: readonly string[]) =>
      await valuesBy(app, metric, ...labels);
    expect(await by("kafka_producer_messages_total", "client", "topic")).toEqual({
      [`main ${topic}`]: 4,
    });
    expect(await by("kafka_producer_message_bytes_total", "topic")).toEqual({ [topic]: 18 });
    expect(await by("kafka_producer_send_duration_seconds", "topic", "outcome")).toEqual({
      [`${topic} ok`]: 2,
    });
    expect(await by("kafka_producer_send_messages", "topic")).toEqual({ [topic]: 2 });
    expect(await by("kafka_consumer_messages_total", "group", "topic")).toEqual({ [stream]: 4 });
    expect(await by("kafka_consumer_message_bytes_total", "group", "topic")).toEqual({
      [stream]: 18,
    });
    expect(await by("kafka_consumer_message_duration_seconds", "group", "outcome")).toEqual({
      [`${group} ok`]: 4,
    });
    const [age] = await samplesOf(app, "kafka_consumer_message_age_seconds");
    expect(age).toMatchObject({ value: 4 });
    expect((age?.sum ?? 0) / 4).toBeLessThan(30);
    expect(await by("kafka_consumer_group_joins_total", "group")).toEqual({ [group]: 1 });
    expect(await by("kafka_consumer_members", "group", "state")).toEqual({
      [`${group} active`]: 1,
    });
    expect(await by("kafka_consumer_assigned_partitions", "group", "topic")).toEqual({
      [stream]: 1,
    });
    const apis = await by("kafka_client_request_duration_seconds", "role", "api");
    expect(Object.keys(apis)).toEqual(
      expect.arrayContaining(["producer Produce", "consumer JoinGroup", "consumer Fetch"]),
    );
    expect(Object.keys(apis).filter((key) => key.startsWith("admin"))).toEqual([]);
    await until("a batch and a commit", async () => {
      const batches = await by("kafka_consumer_batch_duration_seconds", "topic");
      const commits = await by("kafka_consumer_commits_total", "group");
      return (batches[topic] ?? 0) > 0 && (commits[group] ?? 0) > 0;
    });
  });
});
