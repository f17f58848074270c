import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { startRedis, type RedisService } from "@promenade/testing/services";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bullmq } from "../src/index.ts";
import { startApp, type TestApp } from "./support/app.ts";
import { close, until, type Closable } from "./support/jobs.ts";
import { libraries } from "./support/libraries.ts";
import { bePatient, connectionTo, useOwnServers } from "./support/redis.ts";

bePatient();
useOwnServers();
const opened: Closable[] = [];
let redis: RedisService;

beforeEach(async () => {
  redis = await startRedis();
}, 120_000);
afterEach(async () => {
  await close(...opened.splice(0).toReversed());
  await redis.stop();
});

const fresh = { pollCacheMilliseconds: 0 } as const;
const success = 'bullmq_queue_poll_success{queue="load"}';

/** What a scrape says of the queues, and how long it took. */
async function scrape({ app }: TestApp): Promise<{
  readonly success: number | undefined;
  readonly collector: number | undefined;
  readonly queueSeries: number;
  readonly lines: readonly string[];
  readonly milliseconds: number;
}> {
  const started = performance.now();
  const lines = (await app.text()).split("\n");
  const valueOf = (series: string): number | undefined => {
    const line = lines.find((one) => one.startsWith(series));
    return line === undefined ? undefined : Number(line.split(" ").at(-1));
  };
  return {
    success: valueOf(success),
    collector: valueOf('promenade_collector_success{plugin="bullmq",collector="queues"}'),
    queueSeries: lines.filter((line) => /^bullmq_queue_(?:jobs|paused|oldest|workers)/.test(line))
      .length,
    lines,
    milliseconds: performance.now() - started,
  };
}

describe.each(libraries)("%s", (_, { Queue, Worker }) => {
  function open() {
    const connection = connectionTo(redis.url);
    const queue = new Queue("load", { connection });
    const errors = { queue: 0, worker: 0 };
    const truth = { completed: 0, failed: 0, added: 0, refused: 0, tried: 0 };
    const worker = new Worker(
      "load",
      async (job) => {
        await sleep(5);
        if (job.data.number % 10 === 0) throw new Error("tenth");
      },
      { connection, concurrency: 5, runRetryDelay: 100 },
    );
    queue.on("error", () => void (errors.queue += 1));
    worker.on("error", () => void (errors.worker += 1));
    worker.on("completed", () => void (truth.completed += 1));
    worker.on("failed", () => void (truth.failed += 1));
    opened.push(queue, worker);
    return { queue, worker, truth, errors };
  }

  it(
    "tells the truth while Redis is killed under load, and recovers with it",
    { timeout: 60_000 },
    async () => {
      const { queue, worker, truth } = open();
      const app = await startApp(bullmq({ queues: [queue], workers: [worker], ...fresh }));
      const loading = new AbortController();
      const load = (async () => {
        for (let number = 1; !loading.signal.aborted; number += 1) {
          truth.tried += 1;
          queue.add("work", { number }).then(
            () => (truth.added += 1),
            () => (truth.refused += 1),
          );
          await sleep(10);
        }
      })();
      await until(async () => truth.completed > 20 && (await scrape(app)).success === 1);

      await redis.down();
      await until(async () => (await scrape(app)).success === 0);
      const down = await scrape(app);
      expect(down).toMatchObject({ success: 0, collector: 0, queueSeries: 0 });
      expect(down.milliseconds).toBeLessThan(1000);
      // What this process did itself is still there.
      expect(down.lines.some((line) => line.startsWith("bullmq_jobs_added_total{"))).toBe(true);
      expect(down.lines).toContain('bullmq_worker_concurrency{queue="load"} 5');
      const before = { ...truth };
      await sleep(500);

      await redis.up();
      await until(() => truth.completed > before.completed + 20);
      loading.abort();
      await load;
      await until(async () => {
        const { waiting = 0, active = 0 } = await queue.getJobCounts("waiting", "active");
        return (
          truth.added + truth.refused === truth.tried &&
          waiting + active === 0 &&
          (await app.value('bullmq_worker_jobs_active{queue="load"}')) === 0
        );
      });
      const up = await scrape(app);
      expect(up).toMatchObject({ success: 1, collector: 1, queueSeries: 10 });
      const counts = await queue.getJobCounts("waiting", "delayed", "completed", "failed");
      // BullMQ 5 adds one of its own.
      delete counts["paused"];
      const wanted = new RegExp(`^bullmq_queue_jobs.*"(?:${Object.keys(counts).join("|")})"`);
      expect(up.lines.filter((line) => wanted.test(line)).toSorted()).toEqual(
        Object.entries(counts)
          .map(([state, count]) => `bullmq_queue_jobs{queue="load",state="${state}"} ${count}`)
          .toSorted(),
      );
      const ended = (outcome: string): string =>
        `bullmq_job_duration_seconds_count{queue="load",job_name="work",outcome="${outcome}"}`;
      expect(await app.value(ended("completed"))).toBe(truth.completed);
      expect(await app.value(ended("failed"))).toBe(truth.failed);
      const added = 'bullmq_jobs_added_total{queue="load",job_name="work",source="add"}';
      expect(await app.value(added)).toBe(truth.added);
      expect(truth.failed).toBeGreaterThan(0);
      expect(await app.samples("promenade_listener_errors_total")).toEqual(new Map());
    },
  );

  it("answers a scrape in time while Redis hangs", { timeout: 30_000 }, async () => {
    const { queue, worker } = open();
    const app = await startApp(bullmq({ queues: [queue], workers: [worker], ...fresh }));
    await until(async () => (await scrape(app)).success === 1);
    redis.freeze();
    for (let turn = 0; turn < 3; turn += 1) {
      const hanging = await scrape(app);
      expect(hanging).toMatchObject({ success: 0, collector: 0, queueSeries: 0 });
      expect(hanging.milliseconds).toBeLessThan(2000);
    }
    redis.thaw();
    await until(async () => (await scrape(app)).success === 1);
  });

  it("starts without Redis, without a delay, and finds it later", { timeout: 30_000 }, async () => {
    await redis.down();
    const { queue, worker, errors } = open();
    const started = performance.now();
    const app = await startApp(bullmq({ queues: [queue], workers: [worker], ...fresh }));
    expect(performance.now() - started).toBeLessThan(500);
    const down = await scrape(app);
    expect(down).toMatchObject({ success: 0, collector: 0, queueSeries: 0 });
    expect(down.milliseconds).toBeLessThan(2000);
    await redis.up();
    await until(async () => (await scrape(app)).success === 1);
    await queue.add("work", { number: 1 });
    await until(async () => (await app.samples("bullmq_job_duration_seconds_count")).size === 1);
    expect(errors.worker).toBeGreaterThan(0);
  });

  it("loses only the queues of the server that is down", { timeout: 30_000 }, async () => {
    const { queue } = open();
    const second = await startRedis();
    const other = new Queue("other", { connection: connectionTo(second.url) });
    other.on("error", () => undefined);
    opened.push(other);
    await other.add("one", {});
    const app = await startApp(bullmq({ queues: [queue, other], ...fresh }));
    await until(async () => (await scrape(app)).success === 1);
    await second.down();
    await until(async () => (await app.value('bullmq_queue_poll_success{queue="other"}')) === 0);
    const half = await scrape(app);
    expect(half).toMatchObject({ success: 1, collector: 1 });
    expect(half.lines.filter((line) => line.startsWith("bullmq_queue_jobs{"))).toHaveLength(7);
    await second.up();
    await until(
      async () => (await app.value('bullmq_queue_jobs{queue="other",state="waiting"}')) === 1,
    );
    await close(other);
    await second.stop();
  });

  it("leaves the app's errors to the app, and nothing at all behind at stop", async () => {
    const connection = connectionTo(redis.url);
    const queue = new Queue("load", { connection });
    const worker = new Worker("load", async () => undefined, { connection });
    opened.push(queue, worker);
    await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
    const listeners = (): readonly (readonly [string, number])[] =>
      [queue, worker].flatMap((emitter) =>
        emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)] as const),
      );
    const before = listeners();
    const { app } = await startApp(bullmq({ queues: [queue], workers: [worker], ...fresh }));
    expect(worker.listenerCount("error")).toBe(0);
    expect(queue.opts.telemetry).toBeDefined();
    await app.text();
    expect(await redis.execute("CLIENT", "LIST")).toContain("name=promenade");
    await app.stop();
    expect(listeners()).toEqual(before);
    expect("telemetry" in queue.opts || "telemetry" in worker.opts).toBe(false);
    await until(async () => !(await redis.execute("CLIENT", "LIST")).includes("name=promenade"));
  });
});

it("does not keep a process alive that has closed its queues", { timeout: 30_000 }, () => {
  const code = `
    import { Queue } from "bullmq";
    import { promenade } from "@promenade/core";
    import { bullmq } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
    const queue = new Queue("short", { connection: ${JSON.stringify(connectionTo(redis.url))} });
    const app = promenade({ server: false, log: { debug() {}, info() {}, warn: console.error, error: console.error }, plugins: [bullmq({ queues: [queue] })] });
    await app.start();
    const text = await app.text();
    await queue.close();
    console.log(/^bullmq_queue_poll_success.* 1$/m.test(text));`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--disable-warning=ExperimentalWarning", "-e", code],
    { cwd: new URL("..", import.meta.url), encoding: "utf8", timeout: 15_000 },
  );
  expect({ stdout: stdout.trim(), stderr, status }).toEqual({
    stdout: "true",
    stderr: "",
    status: 0,
  });
});
