import { setTimeout as sleep } from "node:timers/promises";
import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { logLevel, Kafka, Partitioners, type Producer } from "kafkajs";
import { describe, expect, test } from "vitest";
import { instrumentKafka, kafka } from "../src/index.ts";
import { load, topicOf, useOwnKafka, type Load } from "./support/faults.ts";
import { consumerOf, later, unique, until } from "./support/kafka.ts";

const service = useOwnKafka();

function newClient(): Kafka {
  return new Kafka({
    brokers: [...service().brokers],
    logLevel: logLevel.NOTHING,
    requestTimeout: 1500,
    connectionTimeout: 1000,
    retry: { retries: 20, initialRetryTime: 50, maxRetryTime: 300 },
  });
}

/** Sends one message after another until it is told to stop. */
function loadOf(producer: Producer, topic: string): Load {
  return load(async (value, partition) => {
    await producer.send({ topic, messages: [{ value, partition }] });
  });
}

describe("a broker that freezes during load", { timeout: 180_000 }, () => {
  test("costs the lag for that time and no message; then all of it is back and right", async () => {
    const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
    const client = instrumentKafka(newClient());
    const topic = await topicOf(newClient());
    const group = unique("frozen");
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    later(async () => await producer.disconnect());
    const seen = new Set<string>();
    const consumer = await consumerOf(client, group, topic);
    await consumer.run({
      eachMessage: async ({ message }) => {
        await Promise.resolve();
        seen.add(String(message.value));
      },
    });
    const traffic = loadOf(producer, topic);
    await until("traffic flows", () => seen.size > 100);
    const known = async () => await samplesOf(app, "kafka_consumer_lag_poll_success");
    expect((await known())[0]?.value).toBe(1);

    service().freeze();
    await sleep(200);
    const before = performance.now();
    expect(await samplesOf(app, "kafka_consumer_lag")).toEqual([]);
    expect(performance.now() - before).toBeLessThan(5000);
    expect((await known())[0]?.value).toBe(0);
    // What is known without a broker stays.
    expect(await samplesOf(app, "kafka_consumer_members")).toHaveLength(3);
    await until("time-outs are counted", async () => {
      const timeouts = await valuesBy(app, "kafka_client_request_timeouts_total", "client");
      return (timeouts["default"] ?? 0) > 0;
    });
    // Polls that hang do not pile up, and cost later scrapes nothing.
    const again = performance.now();
    await app.text();
    expect(performance.now() - again).toBeLessThan(5000);
    service().thaw();

    const reached = seen.size;
    await until("traffic flows again", () => seen.size > reached + 100, 60_000);
    const sent = await traffic.stop();
    await until("everything is handled", () => sent.every((value) => seen.has(value)));
    await until("the lag is known again", async () => {
      const samples = await samplesOf(app, "kafka_consumer_lag");
      return samples.length === 3 && samples.every(({ value }) => value === 0);
    });
    const produced = await valuesBy(app, "kafka_producer_messages_total", "topic");
    expect(produced[topic]).toBe(sent.length);
    expect(
      (await valuesBy(app, "kafka_client_retries_total", "client"))["default"],
    ).toBeGreaterThan(0);
    expect(await valuesBy(app, "kafka_producer_sends_in_flight", "client")).toEqual({});
    expect(await valuesBy(app, "promenade_listener_errors_total", "plugin")).toEqual({});
  });
});

describe("a broker that restarts during load", { timeout: 180_000 }, () => {
  test("is survived as without the plugin, and the metrics recover", async () => {
    const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
    const client = instrumentKafka(newClient());
    const topic = await topicOf(newClient());
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    later(async () => await producer.disconnect());
    const seen = new Set<string>();
    const consumer = await consumerOf(client, unique("restarted"), topic);
    await consumer.run({
      eachMessage: async ({ message }) => {
        await Promise.resolve();
        seen.add(String(message.value));
      },
    });
    const traffic = loadOf(producer, topic);
    await until("traffic flows", () => seen.size > 50);
    await service().restart();
    const reached = seen.size;
    await until("traffic flows again", () => seen.size > reached + 50, 90_000);
    const sent = await traffic.stop();
    await until("everything is handled", () => sent.every((value) => seen.has(value)));
    const errors = await valuesBy(app, "kafka_client_connection_errors_total", "client");
    expect(errors["default"]).toBeGreaterThan(0);
    await until("the lag is known again", async () => {
      const samples = await samplesOf(app, "kafka_consumer_lag");
      return samples.length === 3 && samples.every(({ value }) => value === 0);
    });
  });
});

describe("a rebalance during load", { timeout: 180_000 }, () => {
  test("loses nothing, and each partition is reported once and by its owner", async () => {
    const [one, two] = [
      await startApp(kafka({ lagCacheMilliseconds: 0 })),
      await startApp(kafka({ lagCacheMilliseconds: 0 })),
    ];
    const client = instrumentKafka(newClient());
    const topic = await topicOf(newClient());
    const group = unique("rebalanced");
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    later(async () => await producer.disconnect());
    const seen = new Set<string>();
    const join = async () => {
      const consumer = await consumerOf(client, group, topic);
      await consumer.run({
        eachMessage: async ({ message }) => {
          await Promise.resolve();
          seen.add(String(message.value));
        },
      });
      return consumer;
    };
    await join();
    const traffic = loadOf(producer, topic);
    await until("traffic flows", () => seen.size > 100);
    const second = await join();
    const active = async () => (await valuesBy(one, "kafka_consumer_members", "state"))["active"];
    await until("two are active", async () => (await active()) === 2);
    let reached = seen.size;
    await until("traffic flows on", () => seen.size > reached + 100);
    const partitions = async () =>
      (await valuesBy(one, "kafka_consumer_assigned_partitions", "group"))[group];
    expect(await partitions()).toBe(3);
    await second.disconnect();
    await until("one has it all", async () => (await active()) === 1 && (await partitions()) === 3);
    reached = seen.size;
    await until("traffic flows on", () => seen.size > reached + 100);
    const sent = await traffic.stop();
    await until("everything is handled", () => sent.every((value) => seen.has(value)));

    for (const app of [one, two]) {
      const produced = await valuesBy(app, "kafka_producer_messages_total", "topic");
      expect(produced[topic]).toBe(sent.length);
      const joins = await valuesBy(app, "kafka_consumer_group_joins_total", "group");
      expect(joins[group]).toBeGreaterThanOrEqual(3);
      const rebalances = await valuesBy(app, "kafka_consumer_rebalances_total", "group");
      expect(rebalances[group]).toBeGreaterThanOrEqual(1);
      await until("no lag is left", async () => {
        const samples = await samplesOf(app, "kafka_consumer_lag");
        return samples.length === 3 && samples.every(({ value }) => value === 0);
      });
    }
  });
});
