import { claimDocument, claimSource } from "./claims.ts";
import { batches, persisted } from "./events.ts";
import type { Document, ErrorLike } from "./language.ts";
import {
  endOperation,
  endPhase,
  isAsyncIterable,
  resultOf,
  runInside,
  safely,
} from "./operation.ts";
import { watchStream } from "./stream.ts";
import {
  asksByHash,
  beginRun,
  fail,
  finish,
  noteArguments,
  persistedAsked,
  releaseParsed,
  runIn,
  settle,
  whenDone,
} from "./yoga/run.ts";
import type { PromenadeEnvelopPlugin } from "./yoga/types.ts";

export type { PromenadeEnvelopPlugin } from "./yoga/types.ts";

/** Two of these plugins on one server see the same list. */
const countedBatches = new WeakSet<object>();

/**
 * The plugin for GraphQL Yoga 5 and Envelop 5: `createYoga({ schema, plugins: [usePromenade()] })`. List it first, so
 * that it sees what the others answer themselves. It does nothing until `graphql()` is at work.
 */
export function usePromenade(): PromenadeEnvelopPlugin {
  const owner = {};
  const runOf = (context: object) => runIn(owner, context);

  return {
    instrumentation: {
      operation({ context }, wrapped) {
        const run = safely(() => beginRun(owner, context, true));
        if (run === undefined) return wrapped();
        return whenDone(
          () => runInside(run.operation, wrapped),
          (error) => safely(() => settle(context, run, error)),
        );
      },
    },
    onRequestParse: () => ({
      onRequestParseDone({ requestParserResult }) {
        if (!Array.isArray(requestParserResult) || countedBatches.has(requestParserResult)) return;
        countedBatches.add(requestParserResult);
        batches.publish({ size: requestParserResult.length });
      },
    }),
    onParams({ params, context }) {
      const run = runOf(context);
      if (run === undefined) return;
      run.operation.operationName = params.operationName as string | undefined;
      if (!asksByHash(params.extensions)) return;
      if (params.query === undefined || params.query === null) persistedAsked.add(context);
      else persisted.publish({ outcome: "registered" });
    },
    onParse({ context, params: { source } }) {
      const run = runOf(context) ?? safely(() => beginRun(owner, context, false));
      claimSource(source);
      if (run === undefined) return ({ result }) => releaseParsed(source, result);
      if (persistedAsked.delete(context)) persisted.publish({ outcome: "hit" });
      const startedAt = performance.now();
      run.phase = "parse";
      return ({ result }) => {
        releaseParsed(source, result);
        endPhase("parse", startedAt);
        if (result instanceof Error) return fail(run, [result]);
        run.operation.document = result as Document;
        run.phase = "request";
        return undefined;
      };
    },
    onValidate({ context, params: { documentAST } }) {
      claimDocument(documentAST);
      const run = runOf(context);
      if (run === undefined) return () => undefined;
      const startedAt = performance.now();
      run.phase = "validate";
      return ({ valid, result }) => {
        endPhase("validate", startedAt);
        if (!valid) return fail(run, result as readonly ErrorLike[]);
        run.phase = "context";
        return undefined;
      };
    },
    onExecute({ context, args, executeFn, setExecuteFn }) {
      const run = runOf(context);
      if (run === undefined) return { onExecuteDone: () => undefined };
      const { operation } = run;
      const startedAt = noteArguments(run, args);
      if (!run.isWrapped)
        setExecuteFn(((given: never) => runInside(operation, () => executeFn(given))) as never);
      return {
        onExecuteDone({ result }) {
          endPhase("execute", startedAt);
          if (!isAsyncIterable(result)) {
            finish(run, resultOf(result));
            return undefined;
          }
          run.isStreaming = true;
          return { onEnd: () => endOperation(operation, resultOf({ data: {} })) };
        },
      };
    },
    onSubscribe({ context, args }) {
      const run = runOf(context);
      if (run === undefined) return { onSubscribeResult: () => undefined };
      noteArguments(run, args);
      return {
        onSubscribeResult({ result, setResult }) {
          if (!isAsyncIterable(result)) return finish(run, resultOf(result));
          finish(run, resultOf({ data: {} }));
          setResult(watchStream(result, run.operation) as never);
          return undefined;
        },
      };
    },
    onExecutionResult({ context, result }) {
      const run = runOf(context);
      if (run === undefined || run.result !== undefined || isAsyncIterable(result)) return;
      run.result = { ...resultOf(result), phase: run.phase };
    },
  };
}
