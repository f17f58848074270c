import type { PluginContext } from "@promenade/core";
import type { metrics } from "./metrics.ts";
import type { JobNames } from "./names.ts";
import { attachTelemetry } from "./sources/attach.ts";
import { watchWorker } from "./sources/worker.ts";

/** The part of BullMQ's `Queue` that is needed. */
export interface QueueLike {
  readonly name: string;
  readonly opts: object;
  toKey(type: string): string;
}

/** The part of BullMQ's `Worker` that is needed. */
export interface WorkerLike {
  readonly name: string;
  readonly opts: object;
  concurrency: number;
  isRunning(): boolean;
  isPaused(): boolean;
}

/** The part of BullMQ's `FlowProducer` that is needed. */
export interface FlowProducerLike {
  readonly opts?: object;
  addBulk(flows: never): unknown;
}

/** Instances, or a function that gives those that exist now. */
export type Several<T> = readonly T[] | (() => readonly T[]);

export interface Instances {
  readonly queues: readonly QueueLike[];
  readonly workers: readonly WorkerLike[];
  readonly flowProducers: readonly FlowProducerLike[];
}

/** The instances that the plugin observes, looked up anew at {@link Following.refresh}. */
export interface Following {
  refresh(): void;
  queues(): readonly QueueLike[];
  workers(): readonly WorkerLike[];
}

/** Observes instances for as long as they exist and the plugin runs. */
export function followInstances(
  context: PluginContext<typeof metrics>,
  list: () => Instances,
  names: JobNames,
): Following {
  const followed = new Map<object, () => void>();
  let now: Instances = { queues: [], workers: [], flowProducers: [] };

  function follow(instance: object, watch?: () => () => void): void {
    if (followed.has(instance)) return;
    const undo = [attachTelemetry(instance)];
    if (watch !== undefined) undo.push(watch());
    followed.set(instance, () => {
      for (const one of undo) one();
    });
  }

  function refresh(): void {
    const found = list();
    now = {
      queues: openOnes(found.queues),
      workers: openOnes(found.workers),
      flowProducers: found.flowProducers,
    };
    const all = new Set<object>([...now.queues, ...now.workers, ...now.flowProducers]);
    for (const [instance, undo] of followed) {
      if (all.has(instance)) continue;
      undo();
      followed.delete(instance);
    }
    for (const worker of now.workers) follow(worker, () => watchWorker(context, worker, names));
    for (const instance of [...now.queues, ...now.flowProducers]) follow(instance);
  }

  context.defer(() => {
    for (const undo of followed.values()) undo();
    followed.clear();
  });
  return { refresh, queues: () => now.queues, workers: () => now.workers };
}

/** Each instance once. A worker that is being closed still ends its jobs, so it goes only when it is closed. */
function openOnes<T extends object>(instances: readonly T[]): readonly T[] {
  return [...new Set(instances)].filter((one) => (one as { closed?: unknown }).closed !== true);
}
