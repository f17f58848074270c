import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { testPlugin, expectGoldenBoards } from "@promenade/testing";
import type { Consumer, Kafka } from "kafkajs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handleMessage, instrumentKafka, kafka, restoreKafka } from "../src/index.ts";
import { newKafka, newTopic, unique, until, useKafka } from "./support/kafka.ts";

useKafka();

const group = unique("billing");
let client: Kafka;
let topic: string;
let consumer: Consumer;
let silent: Server;
const handled = new Set<string>();
const failing = new Set<string>();

/** Accepts connections and never answers. */
async function silence(): Promise<Server> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

const quick = {
  groupId: group,
  maxWaitTimeInMs: 100,
  heartbeatInterval: 200,
  rebalanceTimeout: 5000,
  retry: { retries: 5, initialRetryTime: 20 },
} as const;

beforeAll(async () => {
  silent = await silence();
  client = instrumentKafka(newKafka());
  topic = await newTopic(2);
  consumer = client.consumer(quick);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const id = String(message.value);
      await Promise.resolve();
      if (failing.delete(id)) throw new Error("try again");
      handled.add(id);
    },
  });
  await produce("first");
});

afterAll(async () => {
  await consumer.disconnect();
  restoreKafka(client);
  silent.close();
});

/** A message, and one that fails at first, both handled. */
async function produce(name: string): Promise<void> {
  const [good, bad] = [unique(name), unique(name)];
  failing.add(bad);
  const producer = client.producer({
    transactionalId: unique("transaction"),
    maxInFlightRequests: 1,
    retry: { retries: 0 },
  });
  await producer.connect();
  await producer.send({ topic, messages: [{ value: good }] });
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: [{ value: bad }] });
  await transaction.commit();
  await expect(producer.send({ topic: "not a name", messages: [{ value: "x" }] })).rejects.toThrow(
    "topic",
  );
  await producer.disconnect();
  await until(`${name} is handled`, () => handled.has(good) && handled.has(bad));
}

/** A second member: the group rebalances when it comes and when it goes. */
async function rebalance(): Promise<void> {
  const joined = new Promise((resolve) => {
    const remove = consumer.on(consumer.events.GROUP_JOIN, (event) => {
      remove();
      resolve(event);
    });
  });
  const other = client.consumer(quick);
  await other.connect();
  await other.subscribe({ topic });
  await other.run({ eachMessage: async () => await Promise.resolve() });
  await joined;
  await other.disconnect();
}

/** A consumer that dies of a bug, in a client of its own that can be forgotten. */
async function crash(): Promise<void> {
  const own = instrumentKafka(newKafka());
  const dying = own.consumer({ ...quick, groupId: unique("dying") });
  const dead = new Promise((resolve) => void dying.on(dying.events.CRASH, resolve));
  await dying.connect();
  await dying.subscribe({ topic, fromBeginning: true });
  await dying.run({
    eachMessage: () => {
      throw new TypeError("a bug of the app");
    },
  });
  await dead;
  restoreKafka(own);
}

/** A broker that does not answer, and one that is not there. */
async function trouble(): Promise<void> {
  const { port } = silent.address() as { readonly port: number };
  for (const broker of [`127.0.0.1:${port}`, "127.0.0.1:1"]) {
    const own = instrumentKafka(
      newKafka({ brokers: [broker], requestTimeout: 50, retry: { retries: 0 } }),
    );
    const admin = own.admin();
    await expect(admin.connect()).rejects.toThrow(/timed out|ECONNREFUSED/);
    await admin.disconnect().catch(() => undefined);
  }
}

async function exercise(): Promise<void> {
  await Promise.all([produce("message"), trouble(), crash()]);
  await rebalance();
}

/** Clients, groups and topics that come once each: what cannot be sent has a client too. */
async function flood(): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < 10_000; at = next++) {
      const own = instrumentKafka(newKafka({ brokers: ["127.0.0.1:1"], retry: { retries: 0 } }), {
        name: `client-${at}`,
      });
      const messages = [{ value: "x" }];
      await expect(own.producer().send({ topic, messages })).rejects.toThrow(Error);
      restoreKafka(own);
      const names = { group: `group-${at}`, topic: `tenant-${at}` };
      await handleMessage({ ...names, unit: "message", messages }, () => 0);
    }
  };
  await Promise.all(Array.from({ length: 50 }, worker));
}

testPlugin((filter) => kafka({ lagCacheMilliseconds: 0, ...filter }), {
  exercise,
  hostile: flood,
  emptyAlerts: { PromenadeKafkaLagGrowing: "a thousand messages of lag for 15 minutes" },
  conditional: {
    producerQueue: "only librdkafka has a queue of its own",
    brokerRoundTrip: "only librdkafka tells it",
  },
});

test("the committed dashboard, rules and runbook are what the plugin makes", async () => {
  await expectGoldenBoards(kafka());
});
