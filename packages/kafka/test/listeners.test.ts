import { startApp, valuesBy, warningsOf } from "@promenade/testing/apps";
import type { Consumer, Kafka } from "kafkajs";
import { describe, expect, test } from "vitest";
import { instrumentKafka, kafka, restoreKafka } from "../src/index.ts";
import {
  consumerOf,
  newKafka,
  newTopic,
  producerOf,
  unique,
  until,
  useKafka,
} from "./support/kafka.ts";

useKafka();

/** A message in a topic, a consumer on it, and whether it is still alive at the end. */
async function survives(
  prepare: (consumer: Consumer) => void,
  client: Kafka,
): Promise<"alive" | "dead"> {
  const topic = await newTopic();
  const consumer = await consumerOf(client, unique("group"), topic);
  let state: "alive" | "dead" | undefined;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) state = "dead";
  });
  prepare(consumer);
  await consumer.run({
    eachMessage: () => {
      state = "alive";
      return Promise.resolve();
    },
  });
  const producer = await producerOf(newKafka());
  await producer.send({ topic, messages: [{ value: "x" }] });
  await until("handled or dead", () => state !== undefined);
  return state ?? "dead";
}

describe("a listener that throws", () => {
  test("kills a consumer of kafkajs: the danger that is guarded against", async () => {
    const fate = await survives((consumer) => {
      consumer.on(consumer.events.GROUP_JOIN, () => {
        throw new TypeError("a bad listener");
      });
    }, newKafka());
    expect(fate).toBe("dead");
  });

  test("of the plugin does not, whatever in it is broken", async () => {
    const escaped: unknown[] = [];
    const onUncaught = (error: unknown): void => void escaped.push(error);
    process.on("uncaughtException", onUncaught);
    const thrower = (): never => {
      throw new TypeError("a broken recorder");
    };
    const broken = new Proxy({}, { get: () => ({ inc: thrower, observe: thrower }) });
    const plugin = kafka();
    const app = await startApp({
      ...plugin,
      setup: async (context) =>
        await plugin.setup(
          Object.create(context, { metrics: { value: broken } }) as typeof context,
        ),
    });
    expect(await survives(() => undefined, instrumentKafka(newKafka()))).toBe("alive");
    const errors = await valuesBy(app, "promenade_listener_errors_total", "plugin");
    expect(errors["kafka"]).toBeGreaterThan(5);
    expect(warningsOf(app)).toContainEqual(expect.stringContaining("a broken recorder"));
    process.off("uncaughtException", onUncaught);
    expect(escaped).toEqual([]);
  });

  test("does not either when kafkajs sends events that nobody expects", async () => {
    await startApp(kafka());
    const listeners: ((event: unknown) => void)[] = [];
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new TypeError("hostile");
        },
      },
    );
    const events = Object.fromEntries(
      [
        "CONNECT DISCONNECT REQUEST REQUEST_TIMEOUT REQUEST_QUEUE_SIZE GROUP_JOIN REBALANCING",
        "HEARTBEAT COMMIT_OFFSETS FETCH START_BATCH_PROCESS END_BATCH_PROCESS STOP CRASH",
      ]
        .join(" ")
        .split(" ")
        .map((name) => [name, name]),
    );
    const client = (): object => ({
      events,
      on: (_name: string, listener: (event: unknown) => void) => {
        listeners.push(listener);
        return () => undefined;
      },
      run: () => Promise.resolve(),
    });
    const fake = instrumentKafka({
      producer: client,
      consumer: client,
      admin: client,
      logger: () => ({ namespace: () => undefined }),
    });
    fake.producer();
    fake.consumer();
    fake.admin();
    expect(listeners).toHaveLength(5 + 15 + 5);
    for (const listener of listeners)
      for (const payload of [undefined, null, 7, "text", {}, hostile])
        expect(() => listener({ payload })).not.toThrow();
    restoreKafka(fake);
  });
});
