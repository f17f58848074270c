import { tracingChannel, type TracingChannel } from "node:diagnostics_channel";
import { channel, type Channel } from "@promenade/core";

export type Outcome = "completed" | "failed" | "retried" | "deferred" | "lost";
export type Source = "add" | "bulk" | "flow" | "scheduler";

/** One attempt at a job, from the moment that a worker of this process begins it. */
export interface JobRun {
  readonly queue: string;
  /** Known a moment after the start. */
  job: string;
  id: string;
  /** By `performance.now()`. */
  readonly startedAt: number;
  /** When the processor had ended; saving the result comes after it. */
  settledAt: number | undefined;
  outcome: Outcome | undefined;
  attempts: number | undefined;
}

export interface Added {
  readonly queue: string;
  readonly job: string;
}

/** What this process did, for every plugin in it. */
export type BullmqEvent =
  | { readonly kind: "added"; readonly source: Source; readonly jobs: readonly Added[] }
  | {
      readonly kind: "operation";
      readonly queue: string;
      readonly operation: string;
      readonly seconds: number;
      readonly hasFailed: boolean;
    }
  | { readonly kind: "named"; readonly run: JobRun }
  | { readonly kind: "ended"; readonly run: JobRun; readonly seconds: number }
  | {
      readonly kind: "settled";
      readonly queue: string;
      readonly job: string;
      readonly outcome: "completed" | "failed" | "retried";
    }
  | { readonly kind: "stalled"; readonly queue: string; readonly count: number }
  | { readonly kind: "workerStarted"; readonly queue: string };

export const events: Channel<BullmqEvent> = channel("promenade:bullmq:event");

/** Its `start` is run around each attempt, so that units of work can be bound to it. */
export const jobChannelName = "promenade:bullmq:job";
export const jobChannel: TracingChannel<unknown, JobRun> = tracingChannel(jobChannelName);
