import type { PluginContext } from "@promenade/core";
import type { Following } from "../instances.ts";
import type { metrics } from "../metrics.ts";
import { Poller, type Pass } from "./poller.ts";
import { scriptStates } from "./script.ts";

export interface PollOptions {
  readonly cacheMilliseconds: number;
  readonly timeoutMilliseconds: number;
  readonly countWorkers: boolean;
}

/** What the collector may take over the time-out of the poll itself, to write its values. */
const slackMilliseconds = 500;

/** Reads the queues at each scrape. */
export function pollQueues(
  context: PluginContext<typeof metrics>,
  following: Following,
  options: PollOptions,
): void {
  const countWorkers = options.countWorkers && context.isEnabled("queueWorkers");
  const poller = new Poller({ ...options, countWorkers });
  context.defer(async () => await poller.close());
  const timeoutMilliseconds = options.timeoutMilliseconds + slackMilliseconds;

  async function pass(): Promise<Pass> {
    following.refresh();
    return await poller.poll(following.queues());
  }

  context.poll({
    name: "queues",
    metrics: ["queueJobs", "queuePaused", "oldestWaiting", "queueWorkers"],
    timeoutMilliseconds,
    async collect(record) {
      const { readings } = await pass();
      let read = 0;
      for (const [queue, reading] of readings) {
        if (reading === undefined) continue;
        read += 1;
        for (const state of scriptStates)
          record.set("queueJobs", { queue, state }, reading.counts[state] ?? 0);
        record.set("queuePaused", { queue }, reading.isPaused ? 1 : 0);
        if (reading.workers !== undefined) record.set("queueWorkers", { queue }, reading.workers);
        const age = ageOf(reading);
        if (age !== undefined) record.set("oldestWaiting", { queue }, age);
      }
      if (read === 0 && readings.size > 0)
        throw new Error(
          `none of ${readings.size} queues could be read; is their Redis or PostgreSQL up?`,
        );
    },
  });

  context.poll({
    name: "polls",
    metrics: ["pollSuccess", "pollDuration"],
    timeoutMilliseconds,
    async collect(record) {
      const { readings, seconds } = await pass();
      for (const [queue, reading] of readings)
        record.set("pollSuccess", { queue }, reading === undefined ? 0 : 1);
      if (readings.size > 0) record.set("pollDuration", seconds);
    },
  });
}

/** Seconds; undefined when jobs wait and the backend does not say since when. */
function ageOf(reading: NonNullable<ReturnType<Pass["readings"]["get"]>>): number | undefined {
  const { counts, waitingSince } = reading;
  if (waitingSince !== undefined) return Math.max(0, Date.now() - waitingSince) / 1000;
  const waiting = (counts["waiting"] ?? 0) + (counts["prioritized"] ?? 0);
  return waiting === 0 ? 0 : undefined;
}
