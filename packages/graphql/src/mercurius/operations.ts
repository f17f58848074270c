import { claimDocument, claimSource, releaseSource } from "../claims.ts";
import { batches, type FailedIn, type Operation } from "../events.ts";
import { isVariableError } from "../failures.ts";
import type { Document, ErrorLike, Schema } from "../language.ts";
import {
  beginOperation,
  endOperation,
  endPhase,
  enter,
  isEnded,
  resultOf,
  safely,
} from "../operation.ts";
import { recordPersisted, requestsOf } from "./persisted.ts";
import type { Answer, FastifyApp, FastifyReply, MercuriusContext } from "./types.ts";

export type { FastifyApp } from "./types.ts";

interface Run {
  readonly operation: Operation;
  readonly source: string | undefined;
  /** Which of a batch. */
  readonly index: number;
  phase: "parse" | "validate" | "execute";
  phaseStartedAt: number;
}

const runs = new WeakMap<MercuriusContext, Run>();
/** The operations that one response answers. */
const answered = new WeakMap<FastifyReply, Run[]>();

/**
 * Mercurius tells nothing after it failed to parse or validate, so such an operation ends when its response is made.
 */
export function attachOperations(app: FastifyApp): void {
  const { graphql } = app;
  graphql.addHook(
    "preParsing",
    async (_schema: unknown, source: string, context: MercuriusContext) => {
      safely(() => parsing(source, context));
    },
  );
  graphql.addHook(
    "preValidation",
    async (_schema: unknown, document: Document, context: MercuriusContext) => {
      safely(() => validating(document, context));
    },
  );
  // Not an async function: what is entered must reach the one that calls.
  graphql.addHook(
    "preExecution",
    (schema: Schema, document: Document, context: MercuriusContext) => {
      safely(() => executing(schema, document, context));
      return undefined;
    },
  );
  graphql.addHook("onResolution", async (execution: unknown, context: MercuriusContext) => {
    safely(() => resolved(execution, context));
  });
  try {
    app.addHook("preSerialization", (_request, reply, payload, done) => {
      safely(() => answering(reply, payload));
      done(null, payload);
    });
  } catch {
    // The application listens already: operations that fail early end with the response, without their errors.
  }
}

function parsing(source: string, context: MercuriusContext): void {
  const { reply, operationsCount, operationId = 0 } = context;
  // Without a response nothing would end an operation that fails early.
  const operation = reply === undefined ? undefined : beginOperation();
  if (reply === undefined || operation === undefined) return;
  claimSource(source);
  const { startedAt } = operation;
  const run: Run = {
    operation,
    source,
    index: operationId,
    phase: "parse",
    phaseStartedAt: startedAt,
  };
  runs.set(context, run);
  const others = answered.get(reply);
  if (others !== undefined) return void others.push(run);
  answered.set(reply, [run]);
  reply.raw.once("close", () => safely(() => closed(reply)));
  if (operationsCount !== undefined) batches.publish({ size: operationsCount });
}

function validating(document: Document, context: MercuriusContext): void {
  const run = runs.get(context);
  if (run === undefined) return;
  releaseSource(run.source);
  claimDocument(document);
  run.operation.document = document;
  run.phaseStartedAt = endPhase("parse", run.phaseStartedAt);
  run.phase = "validate";
}

function executing(schema: Schema, document: Document, context: MercuriusContext): void {
  const run = runs.get(context) ?? beginHere(context);
  if (run === undefined) return;
  if (run.phase === "validate") endPhase("validate", run.phaseStartedAt);
  else releaseSource(run.source);
  claimDocument(document);
  const operationName = requestsOf(context.reply)[run.index]?.operationName;
  Object.assign(run.operation, { schema, document, operationName });
  run.phase = "execute";
  run.phaseStartedAt = performance.now();
  enter(run.operation);
}

/** Of `app.graphql()`, which has no response. */
function beginHere(context: MercuriusContext): Run | undefined {
  const operation = beginOperation();
  if (operation === undefined) return undefined;
  const { startedAt } = operation;
  const run: Run = {
    operation,
    source: undefined,
    index: 0,
    phase: "parse",
    phaseStartedAt: startedAt,
  };
  runs.set(context, run);
  return run;
}

function resolved(execution: unknown, context: MercuriusContext): void {
  const run = runs.get(context);
  if (run === undefined) return;
  endPhase("execute", run.phaseStartedAt);
  endOperation(run.operation, resultOf(execution));
}

function answering(reply: FastifyReply, payload: unknown): void {
  const list = answered.get(reply) ?? [];
  recordPersisted(reply, payload, new Set(list.map(({ index }) => index)));
  for (const run of list)
    fail(run, (Array.isArray(payload) ? payload[run.index] : payload) as Answer | undefined);
}

function closed(reply: FastifyReply): void {
  for (const run of answered.get(reply) ?? []) {
    // The client went away, and the work goes on.
    if (run.phase === "execute" && !reply.raw.writableFinished) continue;
    fail(run, undefined);
  }
}

function fail(run: Run, answer: Answer | undefined): void {
  if (isEnded(run.operation)) return;
  const errors = answer?.errors ?? [{}];
  const phase = failedIn(run, errors);
  if (run.phase === "parse") releaseSource(run.source);
  if (run.phase === phase) endPhase(run.phase, run.phaseStartedAt);
  endOperation(run.operation, { phase, errors, hasData: false });
}

/** Hooks tell where it was last; a document from the cache skips them, and its variables are checked after them. */
function failedIn(run: Run, errors: readonly ErrorLike[]): FailedIn {
  if (run.phase === "execute") return "execute";
  if (errors.every(isVariableError)) return "request";
  const isSyntax = errors[0]?.message?.startsWith("Syntax Error") ?? true;
  return run.phase === "parse" && isSyntax ? "parse" : "validate";
}
