import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { describe, expect, test } from "vitest";
import { instrumentKafka, kafka } from "../src/index.ts";
import {
  consumerOf,
  deferred,
  later,
  newKafka,
  newTopic,
  producerOf,
  unique,
  until,
  useKafka,
} from "./support/kafka.ts";

useKafka();

/** What the brokers say, asked by an admin that nobody instrumented: committed and end offsets by partition. */
async function truth(group: string, topic: string): Promise<Readonly<Record<string, number>>> {
  const admin = newKafka().admin();
  await admin.connect();
  try {
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const ends = await admin.fetchTopicOffsets(topic);
    return Object.fromEntries(
      ends.map(({ partition, high, low }) => {
        const offset = Number(
          committed?.partitions.find((one) => one.partition === partition)?.offset,
        );
        return [String(partition), Number(high) - (offset < 0 ? Number(low) : offset)];
      }),
    );
  } finally {
    await admin.disconnect();
  }
}

/** Lag by partition, zeros included. */
async function lagOf(
  app: Parameters<typeof samplesOf>[0],
  group: string,
): Promise<Readonly<Record<string, number>>> {
  const samples = await samplesOf(app, "kafka_consumer_lag");
  return Object.fromEntries(
    samples
      .filter(({ labels }) => labels["group"] === group)
      .map(({ labels, value }) => [labels["partition"] ?? "", value]),
  );
}

/** A handler that stops for good after some messages of each partition. */
function handleFew(limits: Readonly<Record<number, number>>): {
  readonly handle: (message: { readonly partition: number }) => Promise<void>;
  readonly release: () => void;
} {
  const seen: Record<number, number> = {};
  const { promise: released, resolve: release } = deferred();
  return {
    release,
    handle: async ({ partition }) => {
      seen[partition] = (seen[partition] ?? 0) + 1;
      if (seen[partition] > (limits[partition] ?? 0)) await released;
    },
  };
}

describe("the lag", () => {
  test("equals the brokers' truth to the message, with 3 partitions and 2 consumers", async () => {
    const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
    const client = instrumentKafka(newKafka());
    const topic = await newTopic(3);
    const group = unique("billing");
    const producer = await producerOf(client);
    const fill = async (partition: number, count: number): Promise<void> => {
      const messages = Array.from({ length: count }, (_, index) => ({
        value: `${index}`,
        partition,
      }));
      await producer.send({ topic, messages });
    };
    const { handle, release } = handleFew({ 0: 17, 1: 5, 2: 41 });
    const consumers = [
      await consumerOf(client, group, topic),
      await consumerOf(client, group, topic),
    ];
    for (const consumer of consumers) {
      await consumer.run({
        autoCommitThreshold: 1,
        partitionsConsumedConcurrently: 3,
        eachMessage: handle,
      });
    }
    await until("both consumers have partitions", async () => {
      const members = await valuesBy(app, "kafka_consumer_members", "state");
      const partitions = await valuesBy(app, "kafka_consumer_assigned_partitions", "group");
      return members["active"] === 2 && partitions[group] === 3;
    });
    await fill(0, 100);
    await fill(1, 64);
    await fill(2, 41);

    const expected = { "0": 100 - 17, "1": 64 - 5, "2": 0 };
    await until("the committed offsets stand still", async () => {
      const now = await truth(group, topic);
      return JSON.stringify(now) === JSON.stringify(expected);
    });
    expect(await lagOf(app, group)).toEqual(expected);
    expect(await lagOf(app, group)).toEqual(await truth(group, topic));
    expect(await valuesBy(app, "kafka_consumer_committed_offset", "partition")).toEqual({
      "0": 17,
      "1": 5,
      "2": 41,
    });
    expect(await valuesBy(app, "kafka_consumer_end_offset", "partition")).toEqual({
      "0": 100,
      "1": 64,
      "2": 41,
    });
    expect(await valuesBy(app, "kafka_consumer_lag_poll_success", "group")).toEqual({ [group]: 1 });

    // Messages of an unknown producer count at once.
    const stranger = await producerOf(newKafka());
    await stranger.send({ topic, messages: [{ value: "x", partition: 0 }] });
    expect(await lagOf(app, group)).toEqual({ ...expected, "0": expected["0"] + 1 });

    release();
    await until("everything is committed", async () => {
      const now = await truth(group, topic);
      return Object.values(now).every((lag) => lag === 0);
    });
    expect(await lagOf(app, group)).toEqual({ "0": 0, "1": 0, "2": 0 });
  });

  test("tells for how long messages have been waiting, and 0 when none is", async () => {
    const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
    const client = instrumentKafka(newKafka());
    const topic = await newTopic();
    const group = unique("slow");
    const { handle, release } = handleFew({ 0: 1 });
    const consumer = await consumerOf(client, group, topic);
    await consumer.run({ autoCommitThreshold: 1, eachMessage: handle });
    const producer = await producerOf(client);
    await producer.send({ topic, messages: [{ value: "1" }, { value: "2" }] });
    const wait = async (): Promise<number | undefined> =>
      (await samplesOf(app, "kafka_consumer_lag_seconds"))[0]?.value;
    await until("one message waits", async () => (await lagOf(app, group))["0"] === 1);
    const first = (await wait()) ?? Number.NaN;
    const since = performance.now();
    await until("it has waited for a second", () => performance.now() - since > 1000);
    const second = (await wait()) ?? Number.NaN;
    expect(second - first).toBeGreaterThan(0.9);
    expect(second - first).toBeLessThan(5);
    release();
    await until("it is handled", async () => (await lagOf(app, group))["0"] === 0);
    expect(await wait()).toBe(0);
  });

  test("of partitions that a rebalance takes away vanishes", async () => {
    const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
    const own = instrumentKafka(newKafka());
    const topic = await newTopic(3);
    const group = unique("shared");
    const first = await consumerOf(own, group, topic);
    await first.run({ eachMessage: async () => await Promise.resolve() });
    const producer = await producerOf(own);
    for (const partition of [0, 1, 2])
      await producer.send({ topic, messages: [{ value: "x", partition }] });
    await until("all partitions", async () => Object.keys(await lagOf(app, group)).length === 3);

    // A member in another process, as far as the plugin can see.
    const stranger = await consumerOf(newKafka(), group, topic);
    await stranger.run({ eachMessage: async () => await Promise.resolve() });
    await until("a part of them", async () => {
      const count = Object.keys(await lagOf(app, group)).length;
      return count > 0 && count < 3;
    });
    const partitions = await valuesBy(app, "kafka_consumer_assigned_partitions", "group");
    expect(partitions[group]).toBe(Object.keys(await lagOf(app, group)).length);
    expect(
      (await valuesBy(app, "kafka_consumer_rebalances_total", "group"))[group],
    ).toBeGreaterThan(0);

    await stranger.disconnect();
    await until("all again", async () => Object.keys(await lagOf(app, group)).length === 3);
    await first.disconnect();
    expect(await lagOf(app, group)).toEqual({});
    expect(await valuesBy(app, "kafka_consumer_members", "group")).toEqual({});
  });

  test("is not made up for a group that began at the end and has committed nothing", async () => {
    const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
    const client = instrumentKafka(newKafka());
    const topic = await newTopic();
    const producer = await producerOf(client);
    await producer.send({ topic, messages: [{ value: "old" }, { value: "old" }] });
    const group = unique("late");
    const consumer = client.consumer({ groupId: group, maxWaitTimeInMs: 100 });
    await consumer.connect();
    later(async () => await consumer.disconnect());
    await consumer.subscribe({ topic, fromBeginning: false });
    const { promise: stuck, resolve: free } = deferred();
    await consumer.run({ autoCommit: false, eachMessage: async () => await stuck });
    await until("partitions", async () => {
      const partitions = await valuesBy(app, "kafka_consumer_assigned_partitions", "group");
      return partitions[group] === 1;
    });
    expect(await lagOf(app, group)).toEqual({});
    expect(await valuesBy(app, "kafka_consumer_end_offset", "group")).toEqual({ [group]: 2 });
    // The position of a consumer at the end is settled by its first fetch.
    await until("a message since", async () => {
      await producer.send({ topic, messages: [{ value: "new" }] });
      return Object.keys(await lagOf(app, group)).length === 1;
    });
    const [end] = await samplesOf(app, "kafka_consumer_end_offset");
    expect((await lagOf(app, group))["0"]).toBeLessThanOrEqual((end?.value ?? 0) - 2);
    free();
  });
});
