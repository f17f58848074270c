import { check, type Check, type Checks } from "@promenade/core";
import type { FlowProducerLike, QueueLike, Several, WorkerLike } from "./instances.ts";
import type { NameOf } from "./names.ts";
import { modulesOf, type NestApp } from "./sources/nest.ts";

/** Everything that `bullmq()` takes, besides `only` and `except`. All of it is optional. */
export interface BullmqOptions {
  /** The queues that this app adds to, or whose depth it shows; or a function that gives those that exist now. */
  readonly queues: Several<QueueLike>;
  /** The workers of this process; or a function that gives those that exist now. */
  readonly workers: Several<WorkerLike>;
  /** The flow producers of this process; or a function that gives those that exist now. */
  readonly flowProducers: Several<FlowProducerLike>;
  /** A Nest application with `@nestjs/bullmq`, or its `ModulesContainer`: all its queues, workers, flow producers. */
  readonly app: NestApp;
  /**
   * The label of a job's name, or `false` for none. Default: the name, in which numbers of two digits and more, UUIDs
   * and long hexadecimal ids became `{id}`.
   */
  readonly jobName: NameOf | false;
  /** Distinct job names per queue before the rest become `__overflow__`. Default 50. */
  readonly jobNameLimit: number;
  /** Whether this process reads the depth of the queues. Default true; with many processes one of them is enough. */
  readonly pollQueues: boolean;
  /** How long a reading of the queues is good for. Default 5,000 ms. */
  readonly pollCacheMilliseconds: number;
  /** How long a reading may take. Default 1,500 ms. */
  readonly pollTimeoutMilliseconds: number;
  /** Whether to count the workers of all processes, which Redis is asked for every 15 seconds. Default true. */
  readonly countWorkers: boolean;
}

export const optionChecks: Checks<BullmqOptions> = {
  queues: several("queues", "getJobCounts", "new Queue(…)"),
  workers: several("workers", "isRunning", "new Worker(…)"),
  flowProducers: several("flow producers", "addBulk", "new FlowProducer(…)"),
  app: (value) =>
    typeof value === "object" && value !== null && modulesOf(value) !== undefined
      ? undefined
      : "a Nest application, as NestFactory.create() gives it, or its ModulesContainer",
  jobName: check.any(check.function, check.oneOf(false)),
  jobNameLimit: check.integer(1, 1000),
  pollQueues: check.boolean,
  pollCacheMilliseconds: check.integer(0, 300_000),
  pollTimeoutMilliseconds: check.integer(50, 4000),
  countWorkers: check.boolean,
};

/** A wrong instance would otherwise only show as panels without data. */
function several(what: string, method: string, example: string): Check {
  const expected = `a list of ${what} of BullMQ (${example}), or a function that gives one`;
  return (value) => {
    if (typeof value === "function") return undefined;
    if (!Array.isArray(value)) return expected;
    const wrong = value.findIndex(
      (one: unknown) => typeof (one as Record<string, unknown> | null)?.[method] !== "function",
    );
    return wrong === -1 ? undefined : `${expected}; the one at ${wrong} is not`;
  };
}
