import { claimDocument, claimSource, releaseSource } from "./claims.ts";
import type { Execution, Operation, OperationResult } from "./events.ts";
import type { Document, ErrorLike, Schema } from "./language.ts";
import {
  beginOperation,
  endOperation,
  endPhase,
  isAsyncIterable,
  isPromise,
  resultOf,
  runInside,
  safely,
} from "./operation.ts";
import { watchStream } from "./stream.ts";

/** The functions of `graphql` that a server calls; give those that it can be given. */
export interface Engine {
  readonly parse?: unknown;
  readonly validate?: unknown;
  readonly execute?: unknown;
  readonly subscribe?: unknown;
}

type Call = (...args: readonly unknown[]) => unknown;

/**
 * Records what runs through these functions, for servers that let you give them: graphql-ws, graphql-http, graphql-sse,
 * or your own. `useServer({ schema, ...observe({ execute, subscribe }) }, server)`. Results and errors pass unchanged.
 */
export function observe<E extends Engine>(engine: E): E {
  const observed = { ...engine } as Record<string, unknown>;
  for (const [name, wrap] of Object.entries({ parse, validate, execute, subscribe })) {
    const original = observed[name];
    if (typeof original === "function") observed[name] = wrap(original as Call);
  }
  return observed as unknown as E;
}

function parse(original: Call): Call {
  return (source, ...rest) => {
    claimSource(source);
    const operation = beginOperation();
    const startedAt = performance.now();
    try {
      const document = original(source, ...rest);
      claimDocument(document);
      if (operation !== undefined) endOperation(operation);
      return document;
    } catch (error) {
      if (operation !== undefined) endOperation(operation, failed("parse", [error as ErrorLike]));
      throw error;
    } finally {
      if (operation !== undefined) endPhase("parse", startedAt);
      releaseSource(source);
    }
  };
}

function validate(original: Call): Call {
  return (schema, document, ...rest) => {
    claimDocument(document);
    const operation = beginOperation();
    const startedAt = performance.now();
    const errors = original(schema, document, ...rest);
    if (operation === undefined) return errors;
    endPhase("validate", startedAt);
    const hasFailed = Array.isArray(errors) && errors.length > 0;
    endOperation(
      operation,
      hasFailed ? failed("validate", errors as readonly ErrorLike[]) : undefined,
    );
    return errors;
  };
}

interface ExecutionArguments {
  readonly schema?: Schema;
  readonly document?: Document;
  readonly operationName?: string | null;
}

function execute(original: Call): Call {
  return (args, ...rest) =>
    run(
      args as ExecutionArguments,
      () => original(args, ...rest),
      (result, operation, startedAt) => {
        endPhase("execute", startedAt);
        endOperation(operation, resultOf(result));
        return result;
      },
    );
}

function subscribe(original: Call): Call {
  return (args, ...rest) =>
    run(
      args as ExecutionArguments,
      () => original(args, ...rest),
      (result, operation) => {
        if (!isAsyncIterable(result)) {
          endOperation(operation, resultOf(result));
          return result;
        }
        endOperation(operation, { phase: "execute", errors: [], hasData: true });
        return watchStream(result, operation);
      },
    );
}

function run(
  args: ExecutionArguments,
  work: () => unknown,
  done: (result: unknown, operation: Operation, startedAt: number) => unknown,
): unknown {
  claimDocument(args.document);
  const operation = safely(() => beginOperation(executionOf(args)));
  if (operation === undefined) return work();
  const { startedAt } = operation;
  const fail = (error: unknown): void => {
    endPhase("execute", startedAt);
    endOperation(operation, failed("execute", [error as ErrorLike]));
  };
  let result: unknown;
  try {
    result = runInside(operation, work);
  } catch (error) {
    fail(error);
    throw error;
  }
  if (!isPromise(result)) return safely(() => done(result, operation, startedAt)) ?? result;
  return settle(result, (value) => safely(() => done(value, operation, startedAt)) ?? value, fail);
}

async function settle(
  promise: Promise<unknown>,
  done: (value: unknown) => unknown,
  fail: (error: unknown) => void,
): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    fail(error);
    throw error;
  }
  return done(value);
}

function executionOf({ schema, document, operationName }: ExecutionArguments): Execution {
  return { schema, document, operationName };
}

function failed(phase: OperationResult["phase"], errors: readonly ErrorLike[]): OperationResult {
  return { phase, errors, hasData: false };
}
