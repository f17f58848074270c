import { tracingChannel } from "node:diagnostics_channel";
import type { Failure, Message } from "./events.ts";

/** One run of a handler, for one message or one batch. */
export interface Handling {
  readonly group: string;
  readonly topic: string;
  readonly unit: "message" | "batch";
  /** What is handed over now. Default: nothing, because the client has counted it already. */
  readonly messages?: readonly Message[];
  /** Set when it failed. */
  failure?: Failure | undefined;
}

/** `start` when a handler begins, `asyncEnd` when it ended. */
export const handlingChannel = "promenade:kafka:handle";

const { start, asyncEnd } = tracingChannel<unknown, Handling>(handlingChannel);

/**
 * Runs the handling of a message or a batch, so that it is measured and is a unit of work. Its result and its errors
 * pass unchanged. The instrumented clients do it by themselves; it is for clients that have no handlers, as
 * `@platformatic/kafka` with its streams:
 * `for await (const message of stream) await handleMessage({ group, topic, unit: "message" }, () => work(message))`.
 */
export async function handleMessage<R>(
  handling: Omit<Handling, "failure">,
  work: () => R,
): Promise<Awaited<R>> {
  if (!start.hasSubscribers && !asyncEnd.hasSubscribers) return await work();
  const run: Handling = { ...handling };
  return await start.runStores(run, async () => {
    try {
      return await work();
    } catch (error) {
      run.failure = { error };
      throw error;
    } finally {
      asyncEnd.publish(run);
    }
  });
}
