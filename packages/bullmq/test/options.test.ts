import { startRedis } from "@promenade/testing/services";
import * as bullmq6 from "bullmq";
import { Queue, Worker } from "bullmq";
import * as bullmq5 from "bullmq5";
import { Cluster } from "ioredis";
import { createClient } from "redis";
import { afterEach, expect, expectTypeOf, it, onTestFinished } from "vitest";
import {
  bullmq,
  bullmqMetrics,
  bullmqTelemetry,
  type BullmqOptions,
  type FlowProducerLike,
  type QueueLike,
  type WorkerLike,
} from "../src/index.ts";
import { startApp } from "./support/app.ts";
import { close, until, type Closable } from "./support/jobs.ts";
import { connectionTo, useOwnServers, useRedis } from "./support/redis.ts";

useOwnServers();
const redis = useRedis();
const opened: Closable[] = [];
afterEach(async () => await close(...opened.splice(0).toReversed()));

it.each<readonly [string, object, RegExp]>([
  [
    "a queue's name",
    { queues: ["mail"] },
    /"queues" .*a list of queues of BullMQ .*the one at 0 is not/,
  ],
  ["one queue", { queues: {} }, /"queues" .*a list of queues/],
  [
    "a queue among the workers",
    { workers: [{ name: "mail", opts: {} }] },
    /"workers" .*new Worker/,
  ],
  ["no application", { app: {} }, /"app" .*a Nest application/],
  ["a limit of no names", { jobNameLimit: 0 }, /"jobNameLimit"/],
  [
    "a time-out beyond a scrape's",
    { pollTimeoutMilliseconds: 60_000 },
    /"pollTimeoutMilliseconds"/,
  ],
  ["a misspelling", { queue: [] }, /Did you mean "queues"/],
])("says at once what is wrong with %s", (_, options, message) => {
  expect(() => bullmq(options as Partial<BullmqOptions>)).toThrow(message);
});

it("reads no queue where another process does it", async () => {
  const queue = new Queue("elsewhere", { connection: redis.connection });
  opened.push(queue);
  const { samples } = await startApp(bullmq({ queues: [queue], pollQueues: false }));
  await queue.add("one", {});
  expect((await samples("bullmq_jobs_added_total")).size).toBe(1);
  for (const metric of ["bullmq_queue_jobs", "bullmq_queue_poll_success"])
    expect((await samples(metric)).size).toBe(0);
  expect(await redis.service.execute("CLIENT", "LIST")).not.toContain("name=promenade");
});

it("reads over node-redis, too", async () => {
  const client = createClient({ url: redis.service.url });
  client.on("error", () => undefined);
  await client.connect();
  const queue = new Queue("node-redis", { connection: client });
  const worker = new Worker("node-redis", async () => undefined, { connection: client });
  queue.on("error", () => undefined);
  worker.on("error", () => undefined);
  opened.push(queue, worker);
  await queue.pause();
  await queue.add("one", {});
  const { app, value } = await startApp(
    bullmq({ queues: [queue], workers: [worker], pollCacheMilliseconds: 0 }),
  );
  expect(await value('bullmq_queue_jobs{queue="node-redis",state="waiting"}')).toBe(1);
  await queue.resume();
  await until(
    async () => (await value('bullmq_queue_jobs{queue="node-redis",state="completed"}')) === 1,
  );
  expect(await value('bullmq_queue_workers{queue="node-redis"}')).toBe(1);
  expect(await redis.service.execute("CLIENT", "LIST")).toContain("name=promenade");
  await redis.service.down();
  await until(async () => (await value('bullmq_queue_poll_success{queue="node-redis"}')) === 0);
  await redis.service.up();
  await until(async () => (await value('bullmq_queue_poll_success{queue="node-redis"}')) === 1);
  await app.stop();
  await close(...opened.splice(0).toReversed());
  client.destroy();
});

it("reads from a cluster", async () => {
  const service = await startRedis({
    settings: { "cluster-enabled": "yes", "cluster-announce-ip": "127.0.0.1" },
  });
  onTestFinished(async () => await service.stop());
  await service.execute("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
  await until(async () => (await service.execute("CLUSTER", "INFO")).includes("cluster_state:ok"));
  const { host, port } = connectionTo(service.url);
  for (const { Queue: AnyQueue, Worker: AnyWorker } of [
    bullmq6,
    bullmq5 as unknown as typeof bullmq6,
  ]) {
    const cluster = new Cluster([{ host, port }], { redisOptions: { maxRetriesPerRequest: null } });
    const name = `cluster-${AnyQueue === Queue ? 6 : 5}`;
    const queue = new AnyQueue(name, { connection: cluster, prefix: "{shop}" });
    const worker = new AnyWorker(name, async () => undefined, {
      connection: cluster,
      prefix: "{shop}",
    });
    opened.push(queue, worker);
    await worker.waitUntilReady();
    await queue.pause();
    await queue.add("one", {});
    const { value } = await startApp(bullmq({ queues: [queue], workers: [worker] }));
    expect(await value(`bullmq_queue_jobs{queue="${name}",state="waiting"}`)).toBe(1);
    expect(await value(`bullmq_queue_workers{queue="${name}"}`)).toBe(1);
    await close(...opened.splice(0).toReversed());
    cluster.disconnect();
  }
});

it("asks the queue itself where its backend is not known", async () => {
  const queue = new Queue("unknown", { connection: redis.connection });
  opened.push(queue);
  await queue.add("one", {});
  const wrapped = {
    name: "unknown",
    opts: {},
    toKey: queue.toKey,
    getJobCounts: async () => await queue.getJobCounts(),
    isPaused: async () => await queue.isPaused(),
    getWorkersCount: async () => await queue.getWorkersCount(),
  };
  const { value, samples } = await startApp(bullmq({ queues: [wrapped] }));
  expect(await value('bullmq_queue_jobs{queue="unknown",state="waiting"}')).toBe(1);
  expect(await value('bullmq_queue_paused{queue="unknown"}')).toBe(0);
  expect((await samples("bullmq_queue_oldest_waiting_age_seconds")).size).toBe(0);
});

it("names the queue and its states by labels that dashboards of a fleet can add up or not", () => {
  const shared = Object.values(bullmqMetrics).filter(({ scope }) => scope === "shared");
  expect(shared.map(({ name }) => name)).toEqual([
    "bullmq_queue_jobs",
    "bullmq_queue_paused",
    "bullmq_queue_oldest_waiting_age_seconds",
    "bullmq_queue_workers",
  ]);
});

it("takes instances of both majors", () => {
  expectTypeOf<bullmq5.Queue | bullmq6.Queue>().toExtend<QueueLike>();
  expectTypeOf<bullmq5.Worker | bullmq6.Worker>().toExtend<WorkerLike>();
  expectTypeOf<bullmq5.FlowProducer | bullmq6.FlowProducer>().toExtend<FlowProducerLike>();
  expectTypeOf(bullmqTelemetry).returns.toExtend<bullmq5.Telemetry & bullmq6.Telemetry>();
});
