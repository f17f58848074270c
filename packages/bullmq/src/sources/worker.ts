import { errorMonitor } from "node:events";
import type { PluginContext } from "@promenade/core";
import type { WorkerLike } from "../instances.ts";
import type { metrics } from "../metrics.ts";
import type { JobNames } from "../names.ts";

/** The part of a job that is read here. */
interface JobLike {
  readonly name: string;
  readonly timestamp: number;
  readonly processedOn?: number;
  readonly attemptsMade?: number;
  readonly attemptsStarted?: number;
  readonly opts?: { readonly delay?: number };
}

interface Emitter {
  on(event: string | symbol, listener: (...args: never[]) => void): unknown;
  off(event: string | symbol, listener: (...args: never[]) => void): unknown;
}

/** Records what only a worker's own events tell. Returns what removes the listeners. */
export function watchWorker(
  context: PluginContext<typeof metrics>,
  worker: WorkerLike,
  names: JobNames,
): () => void {
  const { metrics: record } = context;
  const queue = worker.name;
  // An error that nobody handles passes here twice.
  const seen = new WeakSet<object>();
  const listeners: readonly (readonly [string | symbol, (...args: never[]) => void])[] = [
    [
      "active",
      (job: JobLike) => {
        const seconds = waitOf(job);
        if (seconds !== undefined)
          record.jobWait.observe({ queue, job_name: names.of(queue, job.name) }, seconds);
      },
    ],
    [
      "failed",
      (job: JobLike | undefined, error: unknown) =>
        record.jobErrors.inc({
          queue,
          job_name: names.of(queue, job?.name ?? ""),
          error_type: errorType(error),
        }),
    ],
    [
      "lockRenewalFailed",
      (ids: readonly string[]) => record.lockRenewalFailures.inc({ queue }, ids.length),
    ],
    [
      // Watching for errors must not make them look handled.
      errorMonitor,
      (error: unknown) => {
        if (typeof error === "object" && error !== null) {
          if (seen.has(error)) return;
          seen.add(error);
        }
        record.workerErrors.inc({ queue, error_type: errorType(error) });
      },
    ],
  ];
  const emitter = worker as unknown as Emitter;
  const guarded = listeners.map(([event, listener]) => [event, context.guard(listener)] as const);
  for (const [event, listener] of guarded) emitter.on(event, listener);
  return () => {
    for (const [event, listener] of guarded) emitter.off(event, listener);
  };
}

/** Seconds that a job waited for its first attempt; later ones keep the time of the first, so they tell nothing. */
function waitOf(job: JobLike): number | undefined {
  const started = job.attemptsStarted ?? (job.attemptsMade ?? 0) + 1;
  if (started !== 1 || job.processedOn === undefined) return undefined;
  // `job.delay` is 0 again by now; the option keeps what was asked for.
  const waited = job.processedOn - job.timestamp - (job.opts?.delay ?? 0);
  // The clocks of two machines may differ.
  return Math.max(0, waited) / 1000;
}

function errorType(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
