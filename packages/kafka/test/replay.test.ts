import { channel } from "node:diagnostics_channel";
import { startApp } from "@promenade/testing/apps";
import { expect, test } from "vitest";
import { handleMessage, kafka } from "../src/index.ts";

const message = { key: "k", value: Buffer.from("value"), timestamp: "1000" };
const stream = { group: "billing", topic: "orders" } as const;
const broker = { client: "main", broker: "kafka-1:9092" } as const;
const topics = [
  { topic: "orders", messages: [message, message] },
  { topic: "audit", messages: [{ value: "é" }] },
];

/** What sources tell, one of each kind and of each outcome. */
const recording: readonly object[] = [
  { type: "sent", client: "main", topics, seconds: 0.02 },
  {
    type: "sent",
    client: "main",
    topics: topics.slice(1),
    seconds: 30,
    failure: {
      error: {
        name: "KafkaJSNumberOfRetriesExceeded",
        cause: { name: "KafkaJSProtocolError", type: "NOT_ENOUGH_REPLICAS" },
      },
    },
  },
  { type: "sent", client: "main", topics: [], seconds: 1, failure: { error: "no topic" } },
  { type: "transaction", client: "main", outcome: "commit" },
  { type: "transaction", client: "main", outcome: "error" },
  { type: "batch", ...stream, size: 40 },
  { type: "batch", ...stream, seconds: 0.2 },
  { type: "join", group: "billing", seconds: 3 },
  { type: "rebalance", group: "billing" },
  { type: "heartbeat", group: "billing" },
  { type: "heartbeat", group: "billing", count: 4 },
  { type: "commit", group: "billing" },
  { type: "fetch", group: "billing", seconds: 5 },
  { type: "crash", group: "billing", error: new TypeError("x"), restart: false },
  { type: "crash", group: "billing", error: { code: "ECONNREFUSED" }, restart: true },
  {
    type: "request",
    ...broker,
    role: "producer",
    api: "Produce",
    seconds: 0.004,
    queuedSeconds: 0,
    bytes: 62,
  },
  { type: "request", ...broker, role: "consumer", api: "Fetch", seconds: 5 },
  { type: "response", ...broker, count: 38 },
  { type: "timeout", ...broker },
  { type: "connect", client: "main", role: "producer" },
  { type: "disconnect", client: "main", role: "producer" },
  { type: "retry", client: "main", count: 2 },
  { type: "connection-error", client: "main" },
  { type: "log", client: "main", level: "error", namespace: "Connection" },
];

test("a recording gives exactly these metrics", async () => {
  const app = await startApp(kafka({ except: ["messageAge"] }));
  for (const event of recording) channel("promenade:kafka:event").publish(event);
  const handling = { ...stream, unit: "message", messages: [message] } as const;
  await handleMessage(handling, async () => await Promise.resolve());
  await expect(handleMessage(handling, () => Promise.reject(new RangeError("no")))).rejects.toThrow(
    "no",
  );
  await handleMessage({ ...handling, unit: "batch" }, () => undefined);
  const text = await app.text();
  const own = text
    .split("\n")
    .filter((line) => /^(?:# \w+ )?kafka_/.test(line))
    // How long a handler took is the machine's matter.
    .filter((line) => !/^kafka_consumer_message_duration_seconds_(?:bucket|sum)/.test(line));
  await expect(`${own.join("\n").trim()}\n`).toMatchFileSnapshot("golden/metrics.txt");
});

test("counts of trouble begin at 0, so that the first one is an increase", async () => {
  const app = await startApp(kafka());
  const request = { role: "consumer", api: "Fetch", seconds: 0.1 };
  for (const event of [
    { type: "connect", client: "main", role: "consumer" },
    { type: "join", group: "billing", seconds: 0.1 },
    { type: "request", ...broker, ...request },
    { type: "response", ...broker, broker: "kafka-2:9092", count: 5 },
  ])
    channel("promenade:kafka:event").publish(event);
  const lines = (await app.text()).split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      'kafka_consumer_rebalances_total{group="billing"} 0',
      'kafka_client_disconnects_total{client="main",role="consumer"} 0',
      'kafka_client_connection_errors_total{client="main"} 0',
      'kafka_client_retries_total{client="main"} 0',
      'kafka_client_request_timeouts_total{client="main",broker="kafka-1:9092"} 0',
      'kafka_client_request_timeouts_total{client="main",broker="kafka-2:9092"} 0',
    ]),
  );
});

test("nobody listens any more after the stop", async () => {
  const app = await startApp(kafka());
  const names = ["promenade:kafka:event", "tracing:promenade:kafka:handle:start"];
  const heard = (): readonly boolean[] => names.map((name) => channel(name).hasSubscribers);
  expect(heard()).toEqual([true, true]);
  await app.stop();
  expect(heard()).toEqual([false, false]);
});
