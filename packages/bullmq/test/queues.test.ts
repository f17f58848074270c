import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { bullmq } from "../src/index.ts";
import { startApp, type TestApp } from "./support/app.ts";
import { close, type Closable } from "./support/jobs.ts";
import { libraries } from "./support/libraries.ts";
import { useRedis } from "./support/redis.ts";

const redis = useRedis();
const opened: Closable[] = [];
afterEach(async () => await close(...opened.splice(0).toReversed()));

const fresh = { pollCacheMilliseconds: 0 } as const;

/** How much of the time that the work takes goes into the longest turn of the event loop. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  let longest = 0;
  let last = begin;
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  await work();
  clearImmediate(next);
  return longest / (performance.now() - begin);
}

describe.each(libraries)("%s on Redis", (library, { Queue, Worker }) => {
  let count = 0;

  /** A queue that no other test has used. */
  async function newQueue(prefix?: string) {
    count += 1;
    const queue = new Queue(`${library}-${count}`.replace(" ", "-"), {
      connection: redis.connection,
      ...(prefix === undefined ? {} : { prefix }),
    });
    opened.push(queue);
    await queue.waitUntilReady();
    return queue;
  }

  const depth = async ({ samples }: TestApp, queue: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      [...(await samples("bullmq_queue_jobs"))]
        .filter(([series]) => series.includes(`queue="${queue}"`))
        .map(([series, value]) => [/state="([^"]+)"/.exec(series)?.[1] ?? "", value]),
    );
  const age = async ({ value }: TestApp, queue: string): Promise<number> =>
    (await value(`bullmq_queue_oldest_waiting_age_seconds{queue="${queue}"}`)) ?? Number.NaN;

  it("tells the depth as BullMQ itself does, also while the queue is paused", async () => {
    const queue = await newQueue("other");
    const app = await startApp(bullmq({ queues: [queue], ...fresh }));
    await queue.addBulk([
      { name: "a", data: {} },
      { name: "b", data: {} },
      { name: "urgent", data: {}, opts: { priority: 3 } },
      { name: "later", data: {}, opts: { delay: 60_000 } },
    ]);
    const expected = {
      waiting: 2,
      prioritized: 1,
      active: 0,
      delayed: 1,
      completed: 0,
      failed: 0,
      "waiting-children": 0,
    };
    expect(await queue.getJobCounts(...(Object.keys(expected) as "waiting"[]))).toMatchObject(
      expected,
    );
    expect(await depth(app, queue.name)).toEqual(expected);
    expect(await app.value(`bullmq_queue_paused{queue="${queue.name}"}`)).toBe(0);
    await queue.pause();
    expect(await depth(app, queue.name)).toEqual(expected);
    expect(await app.value(`bullmq_queue_paused{queue="${queue.name}"}`)).toBe(1);
    expect(await age(app, queue.name)).toBeGreaterThan(0);
  });

  it("tells how long the oldest job waits, the delay not counted", async () => {
    const queue = await newQueue();
    const app = await startApp(bullmq({ queues: [queue], ...fresh }));
    expect(await age(app, queue.name)).toBe(0);
    const hour = 3_600_000;
    await queue.add("young", {}, { timestamp: Date.now() - 5000 });
    expect(await age(app, queue.name)).toBeCloseTo(5, 0);
    await queue.add("delayed", {}, { timestamp: Date.now() - hour, delay: hour - 10_000 });
    // Its time is over, and the next worker would make it wait.
    const worker = new Worker(queue.name, undefined, { connection: redis.connection });
    opened.push(worker);
    const job = await worker.getNextJob("token");
    await job?.moveToCompleted("done", "token", false);
    expect(await age(app, queue.name)).toBeCloseTo(10, 0);
    await queue.add("lifo", {}, { timestamp: Date.now() - 20_000, lifo: true });
    expect(await age(app, queue.name)).toBeCloseTo(20, 0);
    await queue.add("low", {}, { timestamp: Date.now() - 40_000, priority: 90 });
    await queue.add("high", {}, { timestamp: Date.now() - 30_000, priority: 1 });
    expect(await age(app, queue.name)).toBeCloseTo(40, 0);
    await queue.drain();
    expect(await age(app, queue.name)).toBe(0);
  });

  it("lets a job that was tried before wait only since then", async () => {
    const queue = await newQueue();
    const app = await startApp(bullmq({ queues: [queue], ...fresh }));
    await queue.add("old", {}, { timestamp: Date.now() - 3_600_000, attempts: 3 });
    const worker = new Worker(queue.name, undefined, { connection: redis.connection });
    opened.push(worker);
    const job = await worker.getNextJob("token");
    await job?.moveToFailed(new Error("again"), "token", false);
    expect((await depth(app, queue.name))["waiting"]).toBe(1);
    expect(await age(app, queue.name)).toBeLessThan(5);
  });

  it("counts the workers of all processes, by their connections", async () => {
    const queue = await newQueue();
    const { connection } = redis;
    const options = { connection, autorun: true };
    const done = async (): Promise<void> => undefined;
    const workers = [
      new Worker(queue.name, done, options),
      new Worker(queue.name, done, { ...options, name: "named" }),
    ];
    opened.push(...workers);
    await Promise.all(workers.map(async (worker) => await worker.waitUntilReady()));
    const { value, samples } = await startApp(bullmq({ queues: [queue], ...fresh }));
    const series = `bullmq_queue_workers{queue="${queue.name}"}`;
    expect(await value(series)).toBe(await queue.getWorkersCount());
    expect(await value(series)).toBe(2);
    const without = await startApp(bullmq({ queues: [queue], ...fresh, countWorkers: false }));
    expect((await without.samples("bullmq_queue_workers")).size).toBe(0);
    expect((await samples("bullmq_queue_poll_success")).size).toBe(1);
  });

  it("asks once for several scrapes at the same moment, and not again while the answer is good", async () => {
    const queue = await newQueue();
    const app = await startApp(bullmq({ queues: [queue], pollCacheMilliseconds: 400 }));
    expect((await depth(app, queue.name))["waiting"]).toBe(0);
    await queue.add("new", {});
    expect((await depth(app, queue.name))["waiting"]).toBe(0);
    await sleep(450);
    expect((await depth(app, queue.name))["waiting"]).toBe(1);
  });

  it("forgets a queue that was closed, and finds one that is new", async () => {
    const first = await newQueue();
    const second = await newQueue();
    const list = [first];
    const { value } = await startApp(bullmq({ queues: () => list, ...fresh }));
    const success = (name: string): string => `bullmq_queue_poll_success{queue="${name}"}`;
    expect([await value(success(first.name)), await value(success(second.name))]).toEqual([
      1,
      undefined,
    ]);
    list.push(second);
    await first.close();
    expect([await value(success(first.name)), await value(success(second.name))]).toEqual([
      undefined,
      1,
    ]);
  });

  it("reads 500 queues in one pass, over one connection, while the event loop stays free", async () => {
    const shared = new Redis({ ...redis.connection, maxRetriesPerRequest: null });
    onTestFinished(() => shared.disconnect());
    const clients = async (): Promise<number> =>
      Number(/connected_clients:(\d+)/.exec(await redis.service.execute("INFO", "clients"))?.[1]);
    const queues = Array.from(
      { length: 500 },
      (_, index) =>
        new Queue(`${library.replace(" ", "-")}-many-${index}`, {
          connection: shared,
          skipMetasUpdate: true,
          skipVersionCheck: true,
        }),
    );
    opened.push(...queues);
    await Promise.all(queues.map(async (queue) => await queue.waitUntilReady()));
    await queues[499]?.add("one", {});
    const before = await clients();
    const { app, value, samples } = await startApp(bullmq({ queues, ...fresh }));
    await app.text();
    const shares: number[] = [];
    for (let poll = 0; poll < 5; poll += 1)
      shares.push(await longestTurn(async () => await app.text()));
    expect((await samples("bullmq_queue_poll_success")).size).toBe(500);
    expect(await value(`bullmq_queue_jobs{queue="${queues[499]?.name}",state="waiting"}`)).toBe(1);
    // Of the least disturbed one; one block would be nearly all of it.
    expect(Math.min(...shares)).toBeLessThan(0.4);
    expect(await clients()).toBe(before + 1);
  });
});
