import { AsyncLocalStorage } from "node:async_hooks";
import type { Added, JobRun } from "./events.ts";

/** A telemetry that was put onto a queue, worker or flow producer, and how many plugins want it there. */
export interface Attachment {
  count: number;
  readonly original: unknown;
  readonly ours: unknown;
}

/** What all copies of this package share in one process, so that nothing is counted or attached twice. */
export interface SharedState {
  /** Attempts that this process works on, by queue and job id. */
  readonly runs: Map<string, JobRun>;
  /** The jobs of a flow while it is added: they count only when the whole flow was. */
  readonly flow: AsyncLocalStorage<Added[]>;
  readonly attachments: WeakMap<object, Attachment>;
  /** Telemetry that is ours. */
  readonly telemetry: WeakSet<object>;
}

const key = Symbol.for("promenade.bullmq.1");

/** The state of this process. */
export function sharedState(): SharedState {
  const holder = globalThis as { [key]?: SharedState };
  return (holder[key] ??= {
    runs: new Map(),
    flow: new AsyncLocalStorage(),
    attachments: new WeakMap(),
    telemetry: new WeakSet(),
  });
}
