import { startPostgres, type PostgresService } from "@promenade/testing/services";
import { createPostgresBackend, FlowProducer, Queue, Worker } from "bullmq";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { bullmq } from "../src/index.ts";
import { startApp } from "./support/app.ts";
import { close, processJob, until, type Closable } from "./support/jobs.ts";
import { bePatient } from "./support/redis.ts";

bePatient();
let database: PostgresService;
const opened: Closable[] = [];

beforeAll(async () => {
  vi.stubEnv("DATABASE_URL", "");
  database = await startPostgres();
  const queue = new Queue("migrated", connect(), createPostgresBackend);
  await queue.waitUntilReady();
  await queue.close();
}, 120_000);
afterEach(async () => {
  await close(...opened.splice(0).toReversed());
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await database.stop();
});

function connect(): { connection: { connectionString: string; migrate: boolean } } {
  return { connection: { connectionString: database.url, migrate: true } };
}

const fresh = { pollCacheMilliseconds: 0 } as const;

function keep<
  T extends { close(): Promise<void>; on(event: "error", listener: () => void): unknown },
>(one: T): T {
  one.on("error", () => undefined);
  opened.push(one);
  return one;
}

it("counts jobs, and reads all queues with one query", { timeout: 60_000 }, async () => {
  const queue = keep(new Queue("pg", connect(), createPostgresBackend));
  const other = keep(new Queue("pg-other", connect(), createPostgresBackend));
  const worker = keep(
    new Worker("pg", processJob, { ...connect(), concurrency: 4 }, createPostgresBackend),
  );
  const flows = keep(new FlowProducer(connect(), createPostgresBackend));
  const { samples, value } = await startApp(
    bullmq({ queues: [queue, other], workers: [worker], flowProducers: [flows], ...fresh }),
  );
  await queue.addBulk([
    { name: "send", data: {} },
    { name: "flaky", data: {}, opts: { attempts: 3, backoff: 10 } },
    { name: "dead", data: {} },
  ]);
  await flows.add({
    name: "parent",
    queueName: "pg-other",
    children: [{ name: "child", queueName: "pg" }],
  });
  await until(async () => {
    const { completed = 0, failed = 0 } = await queue.getJobCounts("completed", "failed");
    return completed + failed === 4;
  });
  const ended = await samples("bullmq_job_duration_seconds_count");
  const of = (job: string, outcome: string): number | undefined =>
    ended.get(
      `bullmq_job_duration_seconds_count{queue="pg",job_name="${job}",outcome="${outcome}"}`,
    );
  expect([of("send", "completed"), of("child", "completed")]).toEqual([1, 1]);
  expect([of("flaky", "retried"), of("flaky", "completed"), of("dead", "failed")]).toEqual([
    2, 1, 1,
  ]);
  expect(await value('bullmq_jobs_added_total{queue="pg",job_name="child",source="flow"}')).toBe(1);
  expect(await value('bullmq_queue_jobs{queue="pg",state="completed"}')).toBe(3);
  expect(await value('bullmq_queue_jobs{queue="pg",state="failed"}')).toBe(1);
  expect(await value('bullmq_queue_jobs{queue="pg-other",state="waiting"}')).toBe(1);
  expect(await value('bullmq_queue_workers{queue="pg"}')).toBe(1);
  expect(await value('bullmq_queue_workers{queue="pg-other"}')).toBe(0);
});

it("tells depth, pause and age as they are", { timeout: 60_000 }, async () => {
  const queue = keep(new Queue("pg-depth", connect(), createPostgresBackend));
  const { value } = await startApp(bullmq({ queues: [queue], ...fresh }));
  const age = 'bullmq_queue_oldest_waiting_age_seconds{queue="pg-depth"}';
  expect(await value(age)).toBe(0);
  await queue.add("young", {}, { timestamp: Date.now() - 5000 });
  await queue.add("urgent", {}, { timestamp: Date.now() - 20_000, priority: 2 });
  await queue.add("later", {}, { delay: 60_000 });
  expect(await value(age)).toBeCloseTo(20, 0);
  const depth = async (state: string): Promise<number | undefined> =>
    await value(`bullmq_queue_jobs{queue="pg-depth",state="${state}"}`);
  const states = ["waiting", "prioritized", "delayed", "active"] as const;
  expect(await Promise.all(states.map(depth))).toEqual([1, 1, 1, 0]);
  await queue.pause();
  expect(await Promise.all(states.map(depth))).toEqual([1, 1, 1, 0]);
  expect(await value('bullmq_queue_paused{queue="pg-depth"}')).toBe(1);
});

it("reads over a connection of its own when the app gave a pool", { timeout: 60_000 }, async () => {
  const pool = new Pool({
    connectionString: database.url,
    max: 1,
    options: "-c search_path=bullmq",
  });
  const queue = new Queue("pg-pool", { connection: pool as never }, createPostgresBackend);
  await queue.waitUntilReady();
  // The app uses its one connection; we must not wait for it.
  const busy = await pool.connect();
  const { app, value } = await startApp(bullmq({ queues: [queue], ...fresh }));
  expect(await value('bullmq_queue_poll_success{queue="pg-pool"}')).toBe(1);
  busy.release();
  await app.stop();
  await until(async () => {
    const rows = await database.execute(
      "SELECT 1 FROM pg_stat_activity WHERE application_name = 'promenade'",
    );
    return rows.length === 0;
  });
  await queue.close();
  await pool.end();
});

it("loses only what it reads while PostgreSQL is down", { timeout: 60_000 }, async () => {
  const queue = keep(new Queue("pg-down", connect(), createPostgresBackend));
  await queue.waitUntilReady();
  const { app, samples, value } = await startApp(bullmq({ queues: [queue], ...fresh }));
  await queue.add("one", {});
  const success = 'bullmq_queue_poll_success{queue="pg-down"}';
  expect(await value(success)).toBe(1);
  await database.down();
  const started = performance.now();
  expect(await value(success)).toBe(0);
  expect(performance.now() - started).toBeLessThan(2000);
  expect((await samples("bullmq_queue_jobs")).size).toBe(0);
  expect(await value('bullmq_jobs_added_total{queue="pg-down",job_name="one",source="add"}')).toBe(
    1,
  );
  expect(await app.text()).toContain(
    'promenade_collector_success{plugin="bullmq",collector="queues"} 0',
  );
  await database.up();
  await until(async () => (await value(success)) === 1);
  expect(await value('bullmq_queue_jobs{queue="pg-down",state="waiting"}')).toBe(1);
});
