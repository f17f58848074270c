import { strict as assert } from "node:assert";
import { ClientKafka, ServerKafka } from "@nestjs/microservices";
import { promenade } from "@promenade/core";
import { kafka } from "@promenade/kafka";
import { Kafka, logLevel, type Consumer, type Producer } from "kafkajs";
import { assertSeries, eventually } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

/** kafkajs warns of its own defaults, which the page is not about. */
class QuietKafka extends Kafka {
  constructor(config: ConstructorParameters<typeof Kafka>[0]) {
    super({ ...config, logLevel: logLevel.NOTHING });
  }
}

async function* stream(): AsyncGenerator<{ readonly topic: string; readonly value: string }> {
  yield await Promise.resolve({ topic: "orders", value: "1" });
}

interface Measured {
  readonly client: { producer(): Producer; consumer(config: object): Consumer };
}

export const example: Example = {
  page: "packages/kafka/README.md",
  services: ["kafka"],
  blocks: {
    Use: {
      given: () => ({ Kafka: QuietKafka }),
      // kafkajs sets such a timer by itself, now and then, also without us.
      warns: /TimeoutNegativeWarning/,
      check: async ({ exports, scrape }) => {
        const { client } = exports as unknown as Measured;
        const producer = client.producer();
        await producer.connect();
        await producer.send({ topic: "orders", messages: [{ value: "1" }, { value: "2" }] });
        const consumer = client.consumer({ groupId: "billing" });
        await consumer.connect();
        await consumer.subscribe({ topic: "orders", fromBeginning: true });
        await consumer.run({ eachMessage: () => Promise.resolve() });
        await eventually(async () =>
          assertSeries(
            (await scrape()).text,
            'kafka_producer_messages_total{client="default",topic="orders"} 2',
            'kafka_consumer_messages_total{group="billing",topic="orders"} 2',
            'kafka_consumer_lag{group="billing",topic="orders",partition="0"} ',
          ),
        );
      },
    },
    "Use (2)": {
      given: () => ({ ServerKafka, ClientKafka, options: {} }),
      check: ({ exports }) => {
        const { strategy } = exports["server"] as { readonly strategy: unknown };
        const { useFactory } = exports["orders"] as { useFactory(): unknown };
        assert.ok(strategy instanceof ServerKafka);
        assert.ok(useFactory() instanceof ClientKafka);
      },
    },
    "Use (3)": {
      given: async () => {
        await promenade({ plugins: [kafka()] }).start();
        return { stream: stream(), work: () => Promise.resolve() };
      },
      check: async ({ scrape }) => {
        const labels = 'group="billing",topic="orders",outcome="ok"';
        const series = `kafka_consumer_message_duration_seconds_count{${labels}} 1`;
        assertSeries((await scrape()).text, series);
      },
    },
  },
};
