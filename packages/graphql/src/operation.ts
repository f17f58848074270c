import {
  entered,
  executions,
  operations,
  phases,
  troubles,
  type Execution,
  type Operation,
  type OperationResult,
  type Phase,
} from "./events.ts";
import type { ErrorLike } from "./language.ts";

/** Begins an operation; undefined while nobody listens. */
export function beginOperation(known: Partial<Execution> = {}): Operation | undefined {
  if (!operations.start.hasSubscribers) return undefined;
  const operation: Operation = {
    startedAt: performance.now(),
    schema: known.schema,
    document: known.document,
    operationName: known.operationName,
    result: undefined,
  };
  operations.start.publish(operation);
  return operation;
}

const ended = new WeakSet<Operation>();

/** Ends an operation; without a result it is forgotten. Later calls do nothing. */
export function endOperation(operation: Operation, result?: OperationResult): void {
  if (ended.has(operation)) return;
  ended.add(operation);
  operation.result = result;
  operations.asyncEnd.publish(operation);
}

export function isEnded(operation: Operation): boolean {
  return ended.has(operation);
}

/** Runs work as part of an operation or an event: what it does is booked there. */
export function runInside<R>(execution: Execution, work: () => R): R {
  return executions.start.runStores(execution, work);
}

/** Ends what {@link runInside} began for an event; an operation's own ends with it. */
export function leave(execution: Execution): void {
  executions.asyncEnd.publish(execution);
}

/** Makes the rest of the async function that calls part of an operation. For servers that let nobody wrap their work. */
export function enter(execution: Execution): void {
  if (entered.hasSubscribers) entered.publish(execution);
}

/** Publishes how long a phase took; gives the time for the next one. */
export function endPhase(phase: Phase, startedAt: number): number {
  const now = performance.now();
  phases.publish({ phase, seconds: (now - startedAt) / 1000 });
  return now;
}

/** Runs our own code inside a host's hook: an error is counted by whoever listens, and the host never sees it. */
export function safely<R>(work: () => R): R | undefined {
  try {
    return work();
  } catch (error) {
    troubles.publish({ error });
    return undefined;
  }
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { readonly then?: unknown }).then === "function"
  );
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

interface PartOfResult {
  readonly errors?: readonly ErrorLike[] | undefined;
  readonly data?: unknown;
}

/** What a result says, or the first part of one that comes in parts. */
export function resultOf(result: unknown): OperationResult {
  const whole = (result ?? {}) as PartOfResult & { readonly initialResult?: PartOfResult };
  const { errors, data } = whole.initialResult ?? whole;
  return {
    phase: "execute",
    // What an app's own formatter makes of them can be anything.
    errors: Array.isArray(errors) ? errors : [],
    hasData: data !== undefined && data !== null,
  };
}
