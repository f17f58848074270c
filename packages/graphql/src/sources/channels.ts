import type { PluginContext } from "@promenade/core";
import { claimDocument, isClaimed } from "../claims.ts";
import type { FailedIn, Operation } from "../events.ts";
import type { Document, ErrorLike, Schema } from "../language.ts";
import type { GraphqlMetrics } from "../metrics.ts";
import { resultOf } from "../operation.ts";
import type { OperationRecorder } from "../recorder.ts";

/** What graphql 17 publishes, as far as it is needed here. */
interface ParseCall {
  readonly source: unknown;
  readonly error?: unknown;
  readonly result?: Document;
}

interface ValidateCall {
  readonly schema: Schema;
  readonly document: Document;
  readonly result?: readonly ErrorLike[];
}

interface ExecuteCall {
  readonly schema: Schema;
  readonly document: Document;
  readonly operationName: string | undefined;
  readonly error?: unknown;
  readonly result?: unknown;
}

/**
 * Records graphql 17 by the channels that it publishes, for servers without an adapter. Never `graphql:resolve`: that
 * one would cost two microseconds per field. What an adapter records already is left to it.
 */
export function recordChannels(
  context: PluginContext<GraphqlMetrics>,
  recorder: OperationRecorder,
): void {
  const { metrics, scopes } = context;
  const startedAt = new WeakMap<object, number>();
  const running = new WeakMap<object, Operation>();
  /** Schemas and tags are parsed, too: a document counts once it is validated as an operation. */
  const parsed = new WeakMap<Document, number>();

  const start = (call: object): void => void startedAt.set(call, performance.now());
  const secondsOf = (call: object): number =>
    (performance.now() - (startedAt.get(call) ?? performance.now())) / 1000;

  function fail(phase: FailedIn, errors: readonly ErrorLike[], seconds: number): void {
    recorder.end({
      startedAt: performance.now() - seconds * 1000,
      schema: undefined,
      document: undefined,
      operationName: undefined,
      result: { phase, errors, hasData: false },
    });
  }

  context.trace<ParseCall>("graphql:parse", {
    start,
    end: (call) => {
      if (isClaimed(call.source)) return claimDocument(call.result);
      const seconds = secondsOf(call);
      if (call.result !== undefined) return void parsed.set(call.result, seconds);
      metrics.phaseDuration.observe({ phase: "parse" }, seconds);
      return fail("parse", [call.error as ErrorLike], seconds);
    },
  });

  context.trace<ValidateCall>("graphql:validate", {
    start,
    end: (call) => {
      const { document, result } = call;
      if (isClaimed(document)) return;
      const seconds = secondsOf(call);
      const before = parsed.get(document);
      parsed.delete(document);
      if (before !== undefined) metrics.phaseDuration.observe({ phase: "parse" }, before);
      metrics.phaseDuration.observe({ phase: "validate" }, seconds);
      if (result !== undefined && result.length > 0)
        fail("validate", result, seconds + (before ?? 0));
    },
  });

  function operationFor(call: ExecuteCall): Operation | undefined {
    if (isClaimed(call.document)) return undefined;
    let operation = running.get(call);
    if (operation === undefined) {
      const { schema, document, operationName } = call;
      operation = {
        startedAt: performance.now(),
        schema,
        document,
        operationName,
        result: undefined,
      };
      running.set(call, operation);
    }
    return operation;
  }

  function finish(call: ExecuteCall, phase: "execute" | undefined): void {
    const operation = running.get(call);
    if (operation === undefined) return;
    running.delete(call);
    if (phase !== undefined)
      metrics.phaseDuration.observe({ phase }, (performance.now() - operation.startedAt) / 1000);
    operation.result =
      call.error === undefined
        ? resultOf(call.result)
        : { phase: "execute", errors: [call.error as ErrorLike], hasData: false };
    recorder.end(operation);
  }

  for (const [name, phase] of [
    ["graphql:execute", "execute"],
    ["graphql:subscribe", undefined],
  ] as const) {
    scopes.bindToChannel<ExecuteCall>(name, (call) => {
      const operation = operationFor(call);
      return operation === undefined ? undefined : recorder.scopeOf(operation);
    });
    context.trace<ExecuteCall>(name, {
      start: (call) => {
        const operation = operationFor(call);
        if (operation !== undefined) recorder.begin(operation);
      },
      end: (call) => {
        // A synchronous one has its result by now; the other comes to asyncEnd.
        if ("result" in call || "error" in call) finish(call, phase);
      },
      asyncEnd: (call) => finish(call, phase),
    });
  }
}
