import { instrumentKafka } from "@promenade/kafka";
import { Kafka, Partitioners } from "kafkajs";
import { settings } from "./settings.ts";

export const topics = { orders: "orders", mails: "mails" } as const;

export interface Order {
  readonly id: number;
  readonly customer: string;
}

/** The producers and consumers that it makes are measured. */
export const kafka = instrumentKafka(
  new Kafka({ clientId: "mailroom", brokers: settings.kafkaBrokers }),
);

export const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });

/** What exists already stays as it is. */
export async function makeTopics(): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: Object.values(topics).map((topic) => ({ topic, numPartitions: 3 })),
    waitForLeaders: true,
  });
  await admin.disconnect();
}
