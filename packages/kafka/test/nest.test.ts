import "reflect-metadata";
import { Controller, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import {
  ClientKafka,
  EventPattern,
  MessagePattern,
  Payload,
  ServerKafka,
  type KafkaOptions,
} from "@nestjs/microservices";
import { startApp, valuesBy } from "@promenade/testing/apps";
import { logLevel } from "kafkajs";
import { firstValueFrom } from "rxjs";
import { expect, test } from "vitest";
import { instrumentKafka, kafka, restoreKafka } from "../src/index.ts";
import { brokers, newKafka, newTopic, unique, until, useKafka } from "./support/kafka.ts";

useKafka();

const quick = { maxWaitTimeInMs: 100, heartbeatInterval: 300 } as const;

test("Nest's Kafka transport is measured by one line on each side", async () => {
  const app = await startApp(kafka({ lagCacheMilliseconds: 0 }));
  const [requests, events] = [await newTopic(1, "sum"), await newTopic(1, "placed")];
  await newTopicNamed(`${requests}.reply`);
  const group = unique("shop");
  const seen: unknown[] = [];

  class Orders {
    sum(numbers: readonly number[]): number {
      return numbers.reduce((a, b) => a + b, 0);
    }
    placed(order: unknown): void {
      seen.push(order);
    }
  }
  decorate(Orders, "sum", MessagePattern(requests));
  decorate(Orders, "placed", EventPattern(events));
  Controller()(Orders);

  const options: NonNullable<KafkaOptions["options"]> = {
    client: { brokers: [...brokers()], logLevel: logLevel.NOTHING },
    consumer: { groupId: group, ...quick },
    subscribe: { fromBeginning: true },
  };
  class AppModule {}
  Module({ controllers: [Orders] })(AppModule);
  const nest = await NestFactory.createMicroservice(AppModule, {
    strategy: instrumentKafka(new ServerKafka(options)),
    logger: false,
  });
  await nest.listen();

  const client = instrumentKafka(new ClientKafka(options), { name: "nest-client" });
  client.subscribeToResponseOf(requests);
  await client.connect();
  expect(await firstValueFrom(client.send<string>(requests, [1, 2, 3]))).toBe("6");
  await firstValueFrom(client.emit(events, { id: 7 }));
  await until("the event is handled", () => seen.length === 1);

  const produced = await valuesBy(app, "kafka_producer_messages_total", "client", "topic");
  expect(produced).toEqual({
    [`nest-client ${requests}`]: 1,
    [`nest-client ${events}`]: 1,
    [`default ${requests}.reply`]: 1,
  });
  const consumed = await valuesBy(app, "kafka_consumer_messages_total", "group", "topic");
  expect(consumed).toEqual({
    [`${group}-server ${requests}`]: 1,
    [`${group}-server ${events}`]: 1,
    [`${group}-client ${requests}.reply`]: 1,
  });
  const members = await valuesBy(app, "kafka_consumer_members", "group", "state");
  expect(members).toEqual({ [`${group}-server active`]: 1, [`${group}-client active`]: 1 });

  await client.close();
  await nest.close();
  expect(await valuesBy(app, "kafka_consumer_members", "group")).toEqual({});
});

test("a transport that makes its client at once, as in Nest 11, is instrumented and restored", () => {
  class Transport {
    createClient(): object {
      return newKafka();
    }
  }
  const transport = instrumentKafka(new Transport());
  const client = transport.createClient();
  expect(Object.keys(client)).toEqual(["producer", "consumer", "admin"]);
  restoreKafka(transport);
  expect(Object.keys(client)).toEqual([]);
  expect(Object.keys(transport.createClient())).toEqual([]);
});

async function newTopicNamed(topic: string): Promise<void> {
  const admin = newKafka().admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic }], waitForLeaders: true });
  await admin.disconnect();
}

/** Decorators without their syntax, which Node does not take. */
function decorate(
  target: { readonly prototype: object },
  name: string,
  method: (target: object, name: string, descriptor: PropertyDescriptor) => unknown,
): void {
  const { prototype } = target;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (descriptor === undefined) throw new Error(`There is no ${name}.`);
  Payload()(prototype, name, 0);
  method(prototype, name, descriptor);
}
