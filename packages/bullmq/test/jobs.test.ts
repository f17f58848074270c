import { counter, definePlugin, type Scope } from "@promenade/core";
import type { Queue as BullQueue } from "bullmq";
import { afterEach, describe, expect, it } from "vitest";
import { bullmq } from "../src/index.ts";
import { startApp } from "./support/app.ts";
import { close, processJob, until, type Closable } from "./support/jobs.ts";
import { libraries } from "./support/libraries.ts";
import { useRedis } from "./support/redis.ts";

const redis = useRedis();
const opened: Closable[] = [];
afterEach(async () => await close(...opened.splice(0).toReversed()));

describe.each(libraries)("%s on Redis", (name, { Queue, Worker, FlowProducer }) => {
  const queueName = name.replace(" ", "-");

  function open(concurrency = 5) {
    const { connection } = redis;
    const queue = new Queue(queueName, { connection });
    const worker = new Worker(queueName, processJob, { connection, concurrency });
    const flows = new FlowProducer({ connection });
    opened.push(queue, worker, flows);
    return { queue, worker, flows };
  }

  async function done(queue: BullQueue): Promise<void> {
    await until(async () => {
      const counts = await queue.getJobCounts("waiting", "active", "delayed", "waiting-children");
      return Object.values(counts).every((count) => count === 0);
    });
  }

  const of = (metric: string, labels: string): string =>
    `${metric}{queue="${queueName}",${labels}}`;

  it("counts each job once, by what became of it", async () => {
    const { queue, worker } = open();
    const { samples } = await startApp(bullmq({ queues: [queue], workers: [worker] }));
    await queue.addBulk(Array.from({ length: 20 }, () => ({ name: "send", data: {} })));
    await queue.add("flaky", {}, { attempts: 3, backoff: 10 });
    await queue.add("dead", {}, { attempts: 2 });
    await queue.add("deferred", {});
    await done(queue);
    await until(async () => (await samples("bullmq_job_duration_seconds_count")).size === 7);
    expect(await samples("bullmq_job_duration_seconds_count")).toEqual(
      new Map([
        [of("bullmq_job_duration_seconds_count", 'job_name="send",outcome="completed"'), 20],
        [of("bullmq_job_duration_seconds_count", 'job_name="flaky",outcome="retried"'), 2],
        [of("bullmq_job_duration_seconds_count", 'job_name="flaky",outcome="completed"'), 1],
        [of("bullmq_job_duration_seconds_count", 'job_name="dead",outcome="retried"'), 1],
        [of("bullmq_job_duration_seconds_count", 'job_name="dead",outcome="failed"'), 1],
        [of("bullmq_job_duration_seconds_count", 'job_name="deferred",outcome="deferred"'), 1],
        [of("bullmq_job_duration_seconds_count", 'job_name="deferred",outcome="completed"'), 1],
      ]),
    );
    expect(await samples("bullmq_jobs_added_total")).toEqual(
      new Map([
        [of("bullmq_jobs_added_total", 'job_name="send",source="bulk"'), 20],
        [of("bullmq_jobs_added_total", 'job_name="flaky",source="add"'), 1],
        [of("bullmq_jobs_added_total", 'job_name="dead",source="add"'), 1],
        [of("bullmq_jobs_added_total", 'job_name="deferred",source="add"'), 1],
      ]),
    );
    expect(await samples("bullmq_job_retries_total")).toEqual(
      new Map([
        [of("bullmq_job_retries_total", 'job_name="flaky"'), 2],
        [of("bullmq_job_retries_total", 'job_name="dead"'), 1],
      ]),
    );
    expect(await samples("bullmq_jobs_failed_total")).toEqual(
      new Map([[of("bullmq_jobs_failed_total", 'job_name="dead"'), 1]]),
    );
    expect(await samples("bullmq_job_errors_total")).toEqual(
      new Map([
        [of("bullmq_job_errors_total", 'job_name="flaky",error_type="TypeError"'), 2],
        [of("bullmq_job_errors_total", 'job_name="dead",error_type="RangeError"'), 2],
      ]),
    );
    const attempts = await samples("bullmq_job_attempts_sum");
    expect(
      attempts.get(of("bullmq_job_attempts_sum", 'job_name="flaky",outcome="completed"')),
    ).toBe(3);
    expect(attempts.get(of("bullmq_job_attempts_sum", 'job_name="dead",outcome="failed"'))).toBe(2);
    // Only first attempts waited; the deferred job and the retried ones were begun 2, 3 and 2 times.
    const waits = [...(await samples("bullmq_job_wait_time_seconds_count")).values()];
    expect(waits).toEqual([20, 1, 1, 1]);
  });

  it("measures the run time of the processor, and the wait without the delay", async () => {
    const { queue, worker } = open(1);
    const { value } = await startApp(bullmq({ queues: [queue], workers: [worker] }));
    await queue.add("slow", {}, { delay: 400 });
    await done(queue);
    await until(
      async () =>
        (await value(
          of("bullmq_job_duration_seconds_count", 'job_name="slow",outcome="completed"'),
        )) === 1,
    );
    const ran = of("bullmq_job_duration_seconds_sum", 'job_name="slow",outcome="completed"');
    expect(await value(ran)).toBeGreaterThan(0.095);
    expect(await value(ran)).toBeLessThan(0.3);
    const waited = await value(of("bullmq_job_wait_time_seconds_sum", 'job_name="slow"'));
    expect(waited).toBeLessThan(0.35);
  });

  it("counts the jobs of flows and schedulers, and nothing of a flow that was refused", async () => {
    const { queue, worker, flows } = open();
    const { samples } = await startApp(
      bullmq({ queues: [queue], workers: [worker], flowProducers: [flows] }),
    );
    const child = { name: "child", queueName };
    await flows.add({ name: "parent", queueName, children: [child, child] });
    const lost = { id: "no-such-job", queue: `bull:${queueName}` };
    await expect(
      flows.add({ name: "orphan", queueName, opts: { parent: lost }, children: [child] }),
    ).rejects.toThrow(/[Mm]issing/);
    await queue.upsertJobScheduler("every", { every: 30 }, { name: "tick" });
    const ticked = of("bullmq_jobs_added_total", 'job_name="tick",source="scheduler"');
    await until(async () => ((await samples("bullmq_jobs_added_total")).get(ticked) ?? 0) >= 3);
    await queue.removeJobScheduler("every");
    const added = await samples("bullmq_jobs_added_total");
    const flow = (job: string): string =>
      of("bullmq_jobs_added_total", `job_name="${job}",source="flow"`);
    expect([
      added.get(flow("parent")),
      added.get(flow("child")),
      added.get(flow("orphan")),
    ]).toEqual([1, 2, undefined]);
    const failed = `bullmq_queue_operation_duration_seconds_count{queue="${queueName}",operation="addFlow",outcome="error"}`;
    expect((await samples("bullmq_queue_operation")).get(failed)).toBe(1);
    await until(async () => (await queue.getJobCounts("active")).active === 0);
  });

  it("shows what its workers do now", async () => {
    const { queue, worker } = open(3);
    const { value } = await startApp(bullmq({ queues: [queue], workers: [worker] }));
    const labels = `{queue="${queueName}"}`;
    expect(await value(`bullmq_worker_concurrency${labels}`)).toBe(3);
    expect(await value(`bullmq_workers{queue="${queueName}",worker_state="running"}`)).toBe(1);
    await queue.addBulk([1, 2, 3, 4].map((number) => ({ name: "slow", data: { number } })));
    await until(async () => (await value(`bullmq_worker_jobs_active${labels}`)) === 3);
    expect(await value(`bullmq_worker_oldest_job_age_seconds${labels}`)).toBeGreaterThan(0);
    worker.concurrency = 7;
    expect(await value(`bullmq_worker_concurrency${labels}`)).toBe(7);
    await done(queue);
    await until(async () => (await value(`bullmq_worker_jobs_active${labels}`)) === 0);
    expect(await value(`bullmq_worker_oldest_job_age_seconds${labels}`)).toBe(0);
    await worker.pause();
    expect(await value(`bullmq_workers{queue="${queueName}",worker_state="paused"}`)).toBe(1);
    expect(await value(`bullmq_worker_concurrency${labels}`)).toBe(0);
    await worker.close();
    expect(await value(`bullmq_worker_concurrency${labels}`)).toBeUndefined();
  });

  it("measures processors in a sandbox like others", async () => {
    const sandboxed = `${queueName}-sandboxed`;
    const { connection } = redis;
    const queue = new Queue(sandboxed, { connection });
    const file = new URL("support/sandboxed.ts", import.meta.url);
    const worker = new Worker(sandboxed, file, { connection, useWorkerThreads: true });
    opened.push(queue, worker);
    const { samples } = await startApp(bullmq({ queues: [queue], workers: [worker] }));
    await queue.add("one", {});
    await queue.add("dead", {});
    await done(queue);
    await until(async () => (await samples("bullmq_job_duration_seconds_count")).size === 2);
    const outcomes = [...(await samples("bullmq_job_duration_seconds_count")).keys()];
    expect(outcomes).toEqual([
      `bullmq_job_duration_seconds_count{queue="${sandboxed}",job_name="one",outcome="completed"}`,
      `bullmq_job_duration_seconds_count{queue="${sandboxed}",job_name="dead",outcome="failed"}`,
    ]);
  });

  it("opens a unit of work around each attempt", async () => {
    const { queue } = open();
    const ended: string[] = [];
    const inside: (string | undefined)[] = [];
    let current: () => Scope | undefined = () => undefined;
    const spy = definePlugin({
      name: "spy",
      metrics: { spied: counter({ name: "spy_spied_total", help: "Nothing." }) },
      setup({ scopes }) {
        current = () => scopes.current();
        scopes.consume({ end: ({ kind, name: unit }) => void ended.push(`${kind} ${unit}`) });
      },
    });
    const scoped = new Worker(
      `${queueName}-scoped`,
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside.push(current()?.name);
      },
      { connection: redis.connection, concurrency: 4 },
    );
    const target = new Queue(`${queueName}-scoped`, { connection: redis.connection });
    opened.push(scoped, target);
    await startApp(spy(), bullmq({ queues: [queue, target], workers: [scoped] }));
    await target.addBulk(["a", "b", "order-81723"].map((job) => ({ name: job, data: {} })));
    await until(() => ended.length === 3);
    const units = ["a", "b", "order-{id}"].map((job) => `${queueName}-scoped/${job}`);
    expect(new Set(inside)).toEqual(new Set(units));
    expect(ended.toSorted()).toEqual(units.map((unit) => `job ${unit}`));
    expect(current()).toBeUndefined();
  });
});
