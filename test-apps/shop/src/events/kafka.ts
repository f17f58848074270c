import { ClientKafka, type KafkaOptions, ServerKafka } from "@nestjs/microservices";
import { instrumentKafka } from "@promenade/kafka";
import { settings } from "../settings.ts";

type Options = NonNullable<KafkaOptions["options"]>;

const client = { clientId: "shop", brokers: settings.kafkaBrokers ?? [] };

/** Nest's transport for handlers of events, for `connectMicroservice`. */
export function eventReader(): ServerKafka {
  const reader = new ServerKafka({
    client,
    consumer: {
      groupId: `${settings.kafkaPrefix}shop`,
      // A consumer that waits for messages hears of nothing else, of the shop's end for example.
      maxWaitTimeInMs: 500,
      // So long the group waits for a shop that did not say goodbye.
      sessionTimeout: 10_000,
      // What fails this often in a row makes the consumer start again.
      retry: { initialRetryTime: 100, retries: 3 },
    },
    // A group that is new begins with the first event, and not with the first after it came.
    subscribe: { fromBeginning: true },
  });
  return settings.isObserved ? instrumentKafka(reader) : reader;
}

/** What sends events. The name is the label `client` of its metrics. */
export function eventWriter(name: string, producer: Options["producer"] = {}): ClientKafka {
  const writer = new ClientKafka({
    client,
    // It asks nothing, so it needs no consumer for answers.
    producerOnlyMode: true,
    producer: { ...producer, allowAutoTopicCreation: false },
  });
  return settings.isObserved ? instrumentKafka(writer, { name }) : writer;
}
