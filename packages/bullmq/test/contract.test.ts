import { randomUUID } from "node:crypto";
import { testPlugin, expectGoldenBoards } from "@promenade/testing";
import { startRedis, type RedisService } from "@promenade/testing/services";
import { FlowProducer, Queue, Worker } from "bullmq";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dashboards } from "../src/dashboard.ts";
import { bullmq } from "../src/index.ts";
import { close, processJob, until } from "./support/jobs.ts";
import { bePatient, connectionTo } from "./support/redis.ts";

bePatient();
let redis: RedisService;
let queue: Queue;
let worker: Worker;
let flows: FlowProducer;

beforeAll(async () => {
  redis = await startRedis();
  const connection = connectionTo(redis.url);
  queue = new Queue("mail", { connection });
  worker = new Worker("mail", processJob, { connection, concurrency: 5 });
  flows = new FlowProducer({ connection });
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
}, 120_000);

afterAll(async () => {
  await close(worker, queue, flows);
  await redis.stop();
});

async function idle(): Promise<void> {
  await until(async () => {
    const { waiting = 0, active = 0 } = await queue.getJobCounts();
    return waiting + active === 0;
  });
}

testPlugin(
  (filter) => bullmq({ queues: [queue], workers: [worker], flowProducers: [flows], ...filter }),
  {
    exercise: async () => {
      await queue.addBulk([
        { name: "send", data: {} },
        { name: "flaky", data: {}, opts: { attempts: 3 } },
        { name: "dead", data: {}, opts: { attempts: 2 } },
      ]);
      await flows.add({
        name: "invoice",
        queueName: "mail",
        children: [{ name: "render", queueName: "mail" }],
      });
      await queue.add("slow", {});
      await idle();
    },
    hostile: async () => {
      const names = Array.from({ length: 10_000 }, (_, at) =>
        at % 2 === 0 ? `order-${at + 10}` : `export:${randomUUID()}`,
      );
      await queue.addBulk(names.map((name) => ({ name, data: {} })));
      await idle();
    },
    emptyAlerts: {
      PromenadeBullmqNoWorker: "jobs that wait",
      PromenadeBullmqQueuePaused: "jobs that wait",
    },
    conditional: {
      jobsStalled: "a worker that dies",
      lockRenewalFailures: "an event loop that blocks",
      workerErrors: "a connection that is lost",
    },
  },
);

it("has the committed dashboard, rules and runbook", async () => {
  await expectGoldenBoards(bullmq());
});

it("has at least 26 panels, and opens with those that tell whether it is well", () => {
  const rows = dashboards.flatMap((one) => one.rows);
  expect(rows.flatMap(({ panels }) => panels).length).toBeGreaterThanOrEqual(26);
  expect(rows.filter(({ collapsed }) => collapsed).map(({ title }) => title)).toEqual([
    "Calls and polling",
  ]);
});
