import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import type { Consumer, Kafka } from "kafkajs";
import { beforeAll, describe, expect, test } from "vitest";
import { instrumentKafka, kafka } from "../src/index.ts";
import { installMilliseconds, loadConfluent, type ConfluentModule } from "./support/confluent.ts";
import {
  brokers,
  deferred,
  later,
  newKafka,
  newTopic,
  unique,
  until,
  useKafka,
} from "./support/kafka.ts";

useKafka();

let confluent: ConfluentModule;

beforeAll(async () => {
  confluent = await loadConfluent();
}, installMilliseconds);

function newClient(): Kafka {
  const { Kafka: Client, logLevel } = confluent.KafkaJS;
  return new Client({
    kafkaJS: { brokers: [...brokers()], logLevel: logLevel.NOTHING },
  });
}

const interval = { "statistics.interval.ms": 500 } as const;

async function consumerOf(client: Kafka, groupId: string, topic: string): Promise<Consumer> {
  const consumer = client.consumer({
    ...interval,
    kafkaJS: {
      groupId,
      fromBeginning: true,
      sessionTimeout: 6000,
      heartbeatInterval: 300,
      autoCommitInterval: 100,
    },
  } as never);
  await consumer.connect();
  later(async () => await consumer.disconnect());
  await consumer.subscribe({ topic });
  return consumer;
}

async function producerOf(client: Kafka, config: object = {}) {
  const producer = client.producer({ ...interval, ...config } as object);
  await producer.connect();
  later(async () => await producer.disconnect());
  return producer;
}

describe("@confluentinc/kafka-javascript", () => {
  test("gives the same metrics", { timeout: 120_000 }, async () => {
    const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
    const client = instrumentKafka(newClient(), { name: "main" });
    const topic = await newTopic(2);
    const group = unique("billing");
    const producer = await producerOf(client);
    await producer.send({
      topic,
      messages: [
        { key: "a", value: "first", partition: 0 },
        { key: "b", value: "second", partition: 1 },
      ],
    });
    await producer.sendBatch({
      topicMessages: [{ topic, messages: [{ value: "third", partition: 1 }] }],
    });
    await expect(
      producer.send({ topic: "not a name", messages: [{ value: "x" }] }),
    ).rejects.toThrow(Error);

    const seen: string[] = [];
    const consumer = await consumerOf(client, group, topic);
    const { promise: released, resolve: release } = deferred();
    await consumer.run({
      eachMessage: async ({ message }) => {
        if (String(message.value) === "blocked") await released;
        seen.push(String(message.value));
      },
    });
    await until("all handled", () => seen.length === 3, 60_000);

    const by = async (metric: string, ...labels: readonly string[]) =>
      await valuesBy(app, metric, ...labels);
    expect(await by("kafka_producer_messages_total", "client", "topic")).toEqual({
      [`main ${topic}`]: 3,
    });
    expect(await by("kafka_producer_message_bytes_total", "topic")).toEqual({ [topic]: 18 });
    expect(await by("kafka_producer_send_duration_seconds", "topic", "outcome")).toEqual({
      [`${topic} ok`]: 2,
      "not a name error": 1,
    });
    const own = `${group} ${topic}`;
    expect(await by("kafka_consumer_messages_total", "group", "topic")).toEqual({ [own]: 3 });
    expect(await by("kafka_consumer_message_duration_seconds", "group", "outcome")).toEqual({
      [`${group} ok`]: 3,
    });
    expect(await by("kafka_consumer_message_age_seconds", "group")).toEqual({ [group]: 3 });
    expect(await by("kafka_consumer_assigned_partitions", "group")).toEqual({ [group]: 2 });
    expect(await by("kafka_consumer_members", "group", "state")).toEqual({
      [`${group} active`]: 1,
    });
    expect(await by("kafka_client_connects_total", "client", "role")).toEqual({
      "main producer": 1,
      "main consumer": 1,
    });

    // The lag is the brokers' truth here as well.
    await producer.send({
      topic,
      messages: ["blocked", "2", "3"].map((value) => ({ value, partition: 0 })),
    });
    const truth = async () => {
      const admin = newKafka().admin();
      await admin.connect();
      const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      await admin.disconnect();
      return committed?.partitions.find(({ partition }) => partition === 0)?.offset;
    };
    await until("the first message is committed", async () => (await truth()) === "1");
    const lag = async () =>
      Object.fromEntries(
        (await samplesOf(app, "kafka_consumer_lag")).map(({ labels, value }) => [
          labels["partition"] ?? "",
          value,
        ]),
      );
    await until("the lag is right", async () => (await lag())["0"] === 3);
    expect(await lag()).toEqual({ "0": 3, "1": 0 });
    release();
    await until("nothing waits", async () => (await lag())["0"] === 0);

    // What only the statistics of librdkafka tell.
    await until("statistics", async () => {
      const heartbeats = await by("kafka_consumer_heartbeats_total", "group");
      const commits = await by("kafka_consumer_commits_total", "group");
      return (heartbeats[group] ?? 0) > 0 && (commits[group] ?? 0) > 0;
    });
    const [broker] = brokers();
    expect(
      (await by("kafka_client_response_bytes_total", "client", "broker"))[`main ${broker ?? ""}`],
    ).toBeGreaterThan(100);
    const [trip] = await samplesOf(app, "kafka_client_broker_round_trip_seconds");
    expect(trip?.value).toBeGreaterThan(0);
    expect(trip?.value).toBeLessThan(30);
    // They are of a moment; that of the last send had its messages in the queue.
    const queued = async () => await samplesOf(app, "kafka_producer_queue_messages");
    await until("the queue is empty", async () => (await queued())[0]?.value === 0);
    expect((await queued()).map(({ labels }) => labels)).toEqual([{ client: "main" }]);
    expect((await by("kafka_consumer_rebalances_total", "group"))[group]).toBeGreaterThan(0);

    await consumer.disconnect();
    await producer.disconnect();
    expect(await by("kafka_consumer_members", "group")).toEqual({});
    expect(await samplesOf(app, "kafka_producer_queue_messages")).toEqual([]);
    expect(await samplesOf(app, "kafka_client_broker_round_trip_seconds")).toEqual([]);
  });

  test("keeps the app's own callback for statistics", { timeout: 60_000 }, async () => {
    await startApp(kafka());
    const client = instrumentKafka(newClient());
    const reports: unknown[] = [];
    await producerOf(client, { stats_cb: (report: unknown) => void reports.push(report) });
    await until("a report", () => reports.length > 0);
    expect(JSON.stringify(reports[0])).toContain("msg_cnt");
  });

  test("leaves statistics alone when it is told so", { timeout: 60_000 }, async () => {
    const app = await startApp(kafka());
    const reports: unknown[] = [];
    const { Kafka: Client } = confluent.KafkaJS;
    const client = new Client({
      ...interval,
      stats_cb: (report: unknown) => void reports.push(report),
      kafkaJS: { brokers: [...brokers()] },
    });
    await producerOf(instrumentKafka(client, { statistics: false }));
    await until("a report", () => reports.length > 0);
    expect(await samplesOf(app, "kafka_producer_queue_messages")).toEqual([]);
  });

  test("records transactions, batches and failures of handlers", { timeout: 120_000 }, async () => {
    const app = await startApp(kafka());
    const client = instrumentKafka(newClient());
    const topic = await newTopic();
    const producer = await producerOf(client, {
      kafkaJS: { transactionalId: unique("transaction") },
    });
    const committed = await producer.transaction();
    await committed.send({ topic, messages: [{ value: "1" }] });
    await committed.commit();
    const aborted = await producer.transaction();
    await aborted.send({ topic, messages: [{ value: "2" }] });
    await aborted.abort();
    expect(await valuesBy(app, "kafka_producer_transactions_total", "outcome")).toEqual({
      commit: 1,
      abort: 1,
    });
    expect(await valuesBy(app, "kafka_producer_messages_total", "topic")).toEqual({ [topic]: 2 });

    const group = unique("batches");
    const consumer = await consumerOf(client, group, topic);
    let attempts = 0;
    await consumer.run({
      eachBatch: async () => {
        attempts += 1;
        await Promise.resolve();
        if (attempts === 1) throw new RangeError("try again");
      },
    });
    await until("the second attempt", () => attempts > 1, 60_000);
    await until(
      "a batch",
      async () => (await valuesBy(app, "kafka_consumer_batch_size", "group"))[group] === 1,
    );
    expect(await valuesBy(app, "kafka_consumer_errors_total", "group", "error_type")).toEqual({
      [`${group} RangeError`]: 1,
    });
  });
});
