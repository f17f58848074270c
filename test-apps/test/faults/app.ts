import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bullmq } from "@promenade/bullmq";
import { promenade, Registry } from "@promenade/core";
import { instrumentKafka, kafka } from "@promenade/kafka";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { Queue, Worker } from "bullmq";
import { Kafka, logLevel, Partitioners } from "kafkajs";
import pg from "pg";
import type { AppSettings } from "./settings.ts";

/**
 * An app that works with PostgreSQL, Redis and Kafka all the time, and says on its standard output what becomes of
 * each piece of work. With `isObserved` it has Promenade; nothing else is different.
 */
const settings = JSON.parse(process.argv[2] ?? "{}") as AppSettings;
const { name, isObserved } = settings;

function say(...words: readonly (string | number)[]): void {
  process.stdout.write(`${words.join(" ")}\n`);
}
process.on("unhandledRejection", (error) => say("unhandled", String(error)));

interface Client {
  readonly user: { findUniqueOrThrow(args: object): Promise<{ readonly id: number }> };
  $disconnect(): Promise<void>;
}
const { PrismaClient } = (await import(pathToFileURL(settings.clientFile).href)) as {
  readonly PrismaClient: new (options: object) => Client;
};
const pool = new pg.Pool({
  connectionString: settings.postgres,
  max: 4,
  connectionTimeoutMillis: 2000,
  idleTimeoutMillis: 0,
});
pool.on("error", () => say("pool", "error"));
// So that some connections are idle whenever the server goes.
await Promise.all([1, 2, 3, 4].map(async () => await pool.query("SELECT pg_sleep(0.1)")));
const client = new PrismaClient({ adapter: new PrismaPg(pool) });

const { hostname: host, port } = new URL(settings.redis);
const connection = { host, port: Number(port), maxRetriesPerRequest: null, retryStrategy };
const queue = new Queue(name, { connection });
const worker = new Worker(
  name,
  async (job) => {
    await sleep(1);
    return job.id;
  },
  { connection, runRetryDelay: 100 },
);
queue.on("error", () => say("queue", "error"));
worker.on("error", () => say("worker", "error"));
worker.on("completed", (job) => say("job", "done", job.id ?? "?"));
worker.on("failed", (job) => say("job", "failed", job?.id ?? "?"));

const plain = new Kafka({
  brokers: [...settings.brokers],
  logLevel: logLevel.NOTHING,
  requestTimeout: 1500,
  connectionTimeout: 1000,
  retry: { retries: 20, initialRetryTime: 50, maxRetryTime: 300 },
});
const streams = isObserved ? instrumentKafka(plain) : plain;
const producer = streams.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const consumer = streams.consumer({ groupId: name, maxWaitTimeInMs: 100, sessionTimeout: 30_000 });

const app = promenade({
  service: name,
  plugins: [
    node(),
    prisma({ pools: { main: pool } }),
    bullmq({ queues: [queue], workers: [worker], pollCacheMilliseconds: 0 }),
    kafka({ lagCacheMilliseconds: 0 }),
  ],
  server: { host: "127.0.0.1", port: 0 },
  registry: new Registry(),
  log: { debug() {}, info() {}, warn: console.error, error: console.error },
});
if (isObserved) await app.start();

await Promise.all([producer.connect(), consumer.connect()]);
await consumer.subscribe({ topic: name, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    await sleep(1);
    say("message", "handled", String(message.value));
  },
});

const control = { isPaused: false, isOver: false };
const idle = new Set<string>();

/** Does one piece of work after another, and says what became of it. */
async function loop(kind: string, work: (number: number) => Promise<unknown>): Promise<void> {
  for (let number = 1; !control.isOver; number += 1) {
    if (control.isPaused) {
      idle.add(kind);
      if (idle.size === 3) say("paused");
      while (control.isPaused) await sleep(10);
      idle.delete(kind);
    }
    try {
      await work(number);
      say(kind, "ok", number);
    } catch (error) {
      say(kind, "failed", number, error instanceof Error ? error.name : "?");
    }
    await sleep(15);
  }
}

const loops = [
  loop("sql", async (number) => {
    const { id } = await client.user.findUniqueOrThrow({ where: { id: 1 + (number % 50) } });
    if (id !== 1 + (number % 50)) throw new Error("another row");
  }),
  loop("add", async (number) => await queue.add("work", { number }, { jobId: `n${number}` })),
  loop("send", async (number) => {
    await producer.send({ topic: name, messages: [{ value: String(number), partition: 0 }] });
  }),
];

say("ready", app.url ?? "-");
for await (const command of createInterface(process.stdin)) {
  if (command === "stop") break;
  control.isPaused = command === "pause";
}
Object.assign(control, { isPaused: false, isOver: true });
await Promise.all(loops);
await Promise.all([consumer.disconnect(), producer.disconnect(), worker.close()]);
await queue.close();
await client.$disconnect();
await pool.end();
await app.stop();
say("ended");

function retryStrategy(): number {
  return 200;
}
