import type { PluginContext } from "@promenade/core";
import type { Following, WorkerLike } from "./instances.ts";
import type { metrics } from "./metrics.ts";
import { sharedState } from "./sources/state.ts";

/** Reads this process's own workers at each scrape. */
export function pollWorkers(context: PluginContext<typeof metrics>, following: Following): void {
  context.poll({
    name: "workers",
    metrics: ["jobsActive", "oldestActive", "concurrency", "workers"],
    collect(record) {
      following.refresh();
      const now = performance.now();
      const active = new Map<string, { count: number; since: number }>();
      const concurrency = new Map<string, number>();
      const states = new Map<string, { queue: string; worker_state: string; count: number }>();
      for (const worker of following.workers()) {
        const { name: queue } = worker;
        active.set(queue, { count: 0, since: now });
        const worker_state = stateOf(worker);
        const key = `${queue}\0${worker_state}`;
        const state = states.get(key) ?? { queue, worker_state, count: 0 };
        states.set(key, state);
        state.count += 1;
        const room = worker_state === "running" ? worker.concurrency : 0;
        concurrency.set(queue, (concurrency.get(queue) ?? 0) + room);
      }
      for (const { queue, startedAt } of sharedState().runs.values()) {
        const one = active.get(queue) ?? { count: 0, since: now };
        active.set(queue, one);
        one.count += 1;
        one.since = Math.min(one.since, startedAt);
      }
      for (const [queue, { count, since }] of active) {
        record.set("jobsActive", { queue }, count);
        record.set("oldestActive", { queue }, (now - since) / 1000);
      }
      for (const [queue, room] of concurrency) record.set("concurrency", { queue }, room);
      for (const { count, ...labels } of states.values()) record.set("workers", labels, count);
    },
  });
}

function stateOf(worker: WorkerLike): "running" | "paused" | "stopped" {
  const { closing } = worker as { closing?: unknown };
  if (closing !== undefined && closing !== null) return "stopped";
  if (worker.isPaused()) return "paused";
  return worker.isRunning() ? "running" : "stopped";
}
