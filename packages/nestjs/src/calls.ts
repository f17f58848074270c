import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel } from "node:diagnostics_channel";
import { isObservable, watchObservable, type Failure } from "./observable.ts";

/** What a handler serves. */
export type CallKind = "rpc" | "websocket" | "cron";

/** One run of a handler, as it is published. */
export interface Call {
  readonly kind: CallKind;
  /** Pattern of a message, or name of a job: bounded by the code. */
  readonly name: string;
  /** The controller, gateway or provider. */
  readonly instance: object;
  /** The handler as Nest knows it. */
  readonly handler: object;
  /** Set when it failed. */
  failure?: Failure | undefined;
}

/** `start` when a handler begins, `asyncEnd` when it ended, the last value of its answer included. */
export const callChannel = "promenade:nestjs:call";

const { start, asyncEnd } = tracingChannel<unknown, Call>(callChannel);

/** Runs a handler and publishes its begin and end. Its result and its errors pass unchanged. */
export function publishCall(call: Call, run: () => unknown): unknown {
  if (!start.hasSubscribers && !asyncEnd.hasSubscribers) return run();
  const settled = (failure?: Failure): void => {
    call.failure = failure;
    asyncEnd.publish(call);
  };
  return start.runStores(call, () => {
    let result: unknown;
    try {
      result = run();
    } catch (error) {
      settled({ error });
      throw error;
    }
    if (isThenable(result)) return awaitResult(result, settled);
    return finish(result, settled);
  });
}

/** Lazy promises, as ORMs return them, must begin inside the unit of work: so they are awaited here. */
async function awaitResult(
  result: PromiseLike<unknown>,
  settled: (failure?: Failure) => void,
): Promise<unknown> {
  let value: unknown;
  try {
    value = await result;
  } catch (error) {
    settled({ error });
    throw error;
  }
  return finish(value, settled);
}

function finish(result: unknown, settled: (failure?: Failure) => void): unknown {
  if (!isObservable(result)) {
    settled();
    return result;
  }
  const run = AsyncLocalStorage.snapshot();
  return watchObservable(result, () => ({ run: (subscribe) => run(subscribe), settled }));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { readonly then?: unknown }).then === "function"
  );
}
