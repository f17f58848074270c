import { claimDocument, releaseSource } from "../claims.ts";
import { persisted, type FailedIn, type Operation, type OperationResult } from "../events.ts";
import { isNotPersisted } from "../failures.ts";
import type { Document, ErrorLike, Schema } from "../language.ts";
import { beginOperation, endOperation, isEnded, isPromise } from "../operation.ts";

/** One operation on its way through the server. */
export interface Run {
  readonly owner: object;
  readonly operation: Operation;
  /** Whether Yoga tells where the operation ends; plain Envelop does not. */
  readonly isWrapped: boolean;
  phase: FailedIn;
  result: OperationResult | undefined;
  /** The result comes in parts, and the operation ends with the last one. */
  isStreaming: boolean;
}

/** By the context that Envelop keeps for each operation. */
const runs = new WeakMap<object, Run>();
/** Contexts whose client gave a hash and no text. */
export const persistedAsked = new WeakSet<object>();

interface ExecutionArguments {
  readonly schema: Schema;
  readonly document: Document;
  readonly operationName?: string | null | undefined;
}

/**
 * Begins an operation; undefined while nobody listens, or where another of these plugins has begun it. Yoga tells where
 * it ends; in plain Envelop it begins with the first phase and ends with the last.
 */
export function beginRun(owner: object, context: object, isWrapped: boolean): Run | undefined {
  const before = runs.get(context);
  if (before !== undefined && !isEnded(before.operation)) return undefined;
  const operation = beginOperation();
  if (operation === undefined) return undefined;
  const run: Run = {
    owner,
    operation,
    isWrapped,
    phase: "request",
    result: undefined,
    isStreaming: false,
  };
  runs.set(context, run);
  return run;
}

/** The operation that this plugin records under a context. */
export function runIn(owner: object, context: object): Run | undefined {
  const run = runs.get(context);
  return run?.owner === owner && !isEnded(run.operation) ? run : undefined;
}

export function noteArguments(run: Run, args: unknown): number {
  const { schema, document, operationName } = args as ExecutionArguments;
  claimDocument(document);
  run.phase = "execute";
  Object.assign(run.operation, { schema, document, operationName });
  return performance.now();
}

export function fail(run: Run, errors: readonly ErrorLike[]): void {
  finish(run, { phase: run.phase, errors, hasData: false });
}

export function finish(run: Run, result: OperationResult): void {
  run.result = result;
  if (!run.isWrapped) endOperation(run.operation, result);
}

/** Yoga is done with an operation. */
export function settle(context: object, run: Run, error: unknown): void {
  if (run.isStreaming) return;
  const isMissing = persistedAsked.delete(context);
  if (isMissing && (error === undefined || isNotPersisted(error))) {
    persisted.publish({ outcome: "miss" });
    return endOperation(run.operation);
  }
  const failure: OperationResult = {
    phase: run.phase,
    errors: error === undefined ? [] : [error as ErrorLike],
    hasData: false,
  };
  endOperation(run.operation, run.result ?? failure);
}

export function releaseParsed(source: unknown, result: unknown): void {
  releaseSource(source);
  if (!(result instanceof Error)) claimDocument(result);
}

export function asksByHash(extensions: unknown): boolean {
  const { persistedQuery } = (extensions ?? {}) as { readonly persistedQuery?: unknown };
  return persistedQuery !== undefined && persistedQuery !== null;
}

/** Calls back when work is done, at once when it is synchronous. What it throws or rejects with passes on. */
export function whenDone(
  work: () => Promise<void> | void,
  done: (error?: unknown) => void,
): Promise<void> | void {
  let result: Promise<void> | void;
  try {
    result = work();
  } catch (error) {
    done(error);
    throw error;
  }
  if (!isPromise(result)) return done();
  return awaited(result, done);
}

async function awaited(promise: Promise<unknown>, done: (error?: unknown) => void): Promise<void> {
  try {
    await promise;
  } catch (error) {
    done(error);
    throw error;
  }
  done();
}
