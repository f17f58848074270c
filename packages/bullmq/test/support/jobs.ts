import { setTimeout as sleep } from "node:timers/promises";
import type { Job } from "bullmq";
import { vi } from "vitest";

export interface Closable {
  close(): Promise<void>;
}

/** Closes in the right order; a server that is down must not keep the test. */
export async function close(...instances: readonly Closable[]): Promise<void> {
  await Promise.allSettled(
    instances.map(async (instance) => await Promise.race([instance.close(), sleep(3000)])),
  );
}

/** What the workers of these tests do, by the job's name. */
export async function processJob(job: Job, token?: string): Promise<string> {
  switch (job.name) {
    case "flaky":
      if (job.attemptsMade < 2) throw new TypeError("not yet");
      return "at last";
    case "dead":
      throw new RangeError("never");
    case "deferred":
      if (job.attemptsStarted === 1) {
        await job.moveToDelayed(Date.now() + 20, token);
        const deferred = new Error("later");
        deferred.name = "DelayedError";
        throw deferred;
      }
      return "later";
    case "slow":
      await sleep(100);
      return "slow";
    default:
      return "done";
  }
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: 15_000, interval: 25 });
}
