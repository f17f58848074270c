import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { startKafka, type KafkaService } from "@promenade/testing/services";
import {
  Kafka,
  logLevel,
  Partitioners,
  type Consumer,
  type KafkaConfig,
  type Producer,
} from "kafkajs";
import { afterAll, afterEach, beforeAll, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let service: KafkaService | undefined;

/** A broker for the tests of one file. */
export function useKafka(): void {
  // The first one on a machine is fetched.
  beforeAll(async () => {
    service = await startKafka();
  }, 600_000);
  afterAll(async () => {
    await service?.stop();
  });
}

/** The addresses of that broker. */
export function brokers(): readonly string[] {
  if (service === undefined) throw new Error("Kafka runs only while the tests do.");
  return service.brokers;
}

/** A name that no other test has. */
export function unique(name: string): string {
  return `${name}-${randomBytes(4).toString("hex")}`;
}

/** A client of kafkajs for the broker of the tests, without its log. */
export function newKafka(config: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({ brokers: [...brokers()], logLevel: logLevel.NOTHING, ...config });
}

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map(async (close) => await close()));
});

/** Ends something after the test. */
export function later(close: () => Promise<void>): void {
  closers.push(close);
}

export async function producerOf(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  later(async () => await producer.disconnect());
  return producer;
}

/** A consumer that joins quickly and reads from the beginning. */
export async function consumerOf(kafka: Kafka, groupId: string, topic: string): Promise<Consumer> {
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 100,
    heartbeatInterval: 300,
    sessionTimeout: 6000,
    rebalanceTimeout: 6000,
  });
  await consumer.connect();
  later(async () => await consumer.disconnect());
  await consumer.subscribe({ topic, fromBeginning: true });
  return consumer;
}

/** A new topic; made without any instrumentation. */
export async function newTopic(partitions = 1, name = "orders"): Promise<string> {
  const topic = unique(name);
  const admin = newKafka().admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic, numPartitions: partitions }],
    waitForLeaders: true,
  });
  await admin.disconnect();
  return topic;
}

/** Waits until something holds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  milliseconds = 30_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Not within ${milliseconds} ms: ${what}`);
    await sleep(50);
  }
}

/** A promise that is settled from outside. */
export function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: () => resolve() };
}
