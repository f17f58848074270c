// The customers of a shop, so that the worker has something to do: an order each half second, until it is stopped.
import { setTimeout as sleep } from "node:timers/promises";
import { Partitioners } from "kafkajs";
import { kafka, makeTopics, type Order, topics } from "./kafka.ts";

const stopped = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stopped.abort());

await makeTopics();
const shop = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
await shop.connect();
for (let id = 1; !stopped.signal.aborted; id += 1) {
  const order: Order = { id, customer: `customer${id}@example.com` };
  await shop.send({ topic: topics.orders, messages: [{ value: JSON.stringify(order) }] });
  await sleep(500, undefined, { signal: stopped.signal }).catch(() => {});
}
await shop.disconnect();
