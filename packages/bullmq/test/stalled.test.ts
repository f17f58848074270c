import { afterEach, describe, expect, it } from "vitest";
import { bullmq } from "../src/index.ts";
import { startApp } from "./support/app.ts";
import { close, until, type Closable } from "./support/jobs.ts";
import { libraries } from "./support/libraries.ts";
import { useRedis } from "./support/redis.ts";

const redis = useRedis();
const opened: Closable[] = [];
afterEach(async () => await close(...opened.splice(0).toReversed()));

describe.each(libraries)("%s", (library, { Queue, Worker }) => {
  const name = `stalled-${library.replace(" ", "-")}`;
  const of = (metric: string, more = ""): string => `${metric}{queue="${name}"${more}}`;

  it(
    "counts jobs that lost their lock, that were found stalled, and that ran twice",
    { timeout: 30_000 },
    async () => {
      const { connection } = redis;
      const queue = new Queue(name, { connection });
      let isBlocked = true;
      let runs = 0;
      const worker = new Worker(
        name,
        async () => {
          runs += 1;
          if (runs > 1) return;
          await until(() => !isBlocked);
        },
        { connection, concurrency: 2, lockDuration: 400, stalledInterval: 200 },
      );
      worker.on("error", () => undefined);
      opened.push(queue, worker);
      const { value } = await startApp(bullmq({ queues: [queue], workers: [worker] }));
      const job = await queue.add("work", {});
      await until(() => runs === 1);
      // What a network that is cut off, or a server that forgets, does to the lock.
      await redis.service.execute("DEL", `${queue.toKey(job.id ?? "")}:lock`);
      await until(async () => (await value(of("bullmq_jobs_stalled_total"))) === 1);
      await until(() => runs === 2);
      expect(await value(of("bullmq_worker_lock_renewal_failures_total"))).toBeGreaterThanOrEqual(
        1,
      );
      isBlocked = false;
      const duration = (outcome: string): string =>
        of("bullmq_job_duration_seconds_count", `,job_name="work",outcome="${outcome}"`);
      await until(async () => (await value(duration("lost"))) === 1);
      expect(await value(duration("completed"))).toBe(1);
      expect(await value(of("bullmq_worker_jobs_active"))).toBe(0);
      expect(await value(of("bullmq_worker_errors_total", ',error_type="Error"'))).toBeGreaterThan(
        0,
      );
      // A second run is not a first attempt.
      expect(await value(of("bullmq_job_wait_time_seconds_count", ',job_name="work"'))).toBe(1);
    },
  );
});
