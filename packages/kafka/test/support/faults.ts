import { setTimeout as sleep } from "node:timers/promises";
import { startKafka, type KafkaService } from "@promenade/testing/services";
import type { Kafka } from "kafkajs";
import { afterAll, beforeAll, vi } from "vitest";
import { unique } from "./kafka.ts";

/** A broker of this file's own, which may be frozen and stopped, whatever `KAFKA_BROKERS` says. */
export function useOwnKafka(): () => KafkaService {
  let service: KafkaService | undefined;
  beforeAll(async () => {
    vi.stubEnv("KAFKA_BROKERS", "");
    service = await startKafka();
    vi.unstubAllEnvs();
  }, 600_000);
  afterAll(async () => {
    await service?.stop();
  });
  return () => {
    if (service === undefined) throw new Error("Kafka runs only while the tests do.");
    return service;
  };
}

/** A new topic with three partitions. */
export async function topicOf(client: Kafka): Promise<string> {
  const topic = unique("faults");
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
  await admin.disconnect();
  return topic;
}

export interface Load {
  /** Ends it, and returns what was sent. */
  stop(): Promise<readonly string[]>;
}

/** Sends one message after another until it is told to stop; one that fails is sent again. */
export function load(send: (value: string, partition: number) => Promise<void>): Load {
  const sent: string[] = [];
  const stopped = new AbortController();
  const running = (async () => {
    while (!stopped.signal.aborted) {
      const value = `${sent.length}`;
      try {
        await send(value, sent.length % 3);
        sent.push(value);
      } catch {
        // A broker that hangs; the app tries again.
      }
      await sleep(2);
    }
  })();
  return {
    stop: async () => {
      stopped.abort();
      await running;
      return sent;
    },
  };
}
