import type { PluginContext, Scope } from "@promenade/core";
import { callChannel, type Call, type CallKind } from "../calls.ts";
import type { NestHost } from "../host.ts";
import type { NestMetrics } from "../metrics.ts";
import type { Failure } from "../observable.ts";

/** Records what ended: one line for each kind of handler. */
export type RecordCall = (
  kind: CallKind,
  name: string,
  seconds: number,
  failure: Failure | undefined,
) => void;

/** Makes the recorder that every source of calls shares. */
export function callRecorder({ metrics }: PluginContext<NestMetrics>): RecordCall {
  return (kind, name, seconds, failure) => {
    const outcome = failure === undefined ? "ok" : "error";
    switch (kind) {
      case "rpc":
        metrics.rpcDuration.observe({ pattern: name, outcome }, seconds);
        break;
      case "websocket":
        metrics.websocketDuration.observe({ pattern: name, outcome }, seconds);
        break;
      case "cron":
        metrics.cronDuration.observe({ job_name: name, outcome }, seconds);
        if (failure === undefined)
          metrics.cronLastSuccess.set({ job_name: name }, Date.now() / 1000);
        break;
    }
    if (failure !== undefined)
      metrics.handlerErrors.inc({ kind, handler: name, error_type: errorType(failure.error) });
  };
}

/** Records the handlers of this application that {@link instrument} publishes. */
export function observeCalls(
  context: PluginContext<NestMetrics>,
  host: NestHost,
  record: RecordCall,
  isRecordedElsewhere: (handler: object) => boolean,
): void {
  const { scopes } = context;
  const running = new WeakMap<Call, { readonly startedAt: number }>();
  const opened = new WeakMap<Call, Scope>();
  const isOwn = (call: Call): boolean =>
    host.owns(call.instance) && !isRecordedElsewhere(call.handler);

  // Stores are bound before `start` is published.
  scopes.bindToChannel<Call>(callChannel, (call) => {
    if (!isOwn(call)) return undefined;
    const scope = scopes.open(call.kind, call.name);
    opened.set(call, scope);
    return scope;
  });
  context.trace<Call>(callChannel, {
    start: (call) => {
      if (isOwn(call)) running.set(call, { startedAt: performance.now() });
    },
    asyncEnd: (call) => {
      const scope = opened.get(call);
      if (scope !== undefined) scopes.end(scope);
      const run = running.get(call);
      if (run === undefined) return;
      record(call.kind, call.name, (performance.now() - run.startedAt) / 1000, call.failure);
    },
  });
}

/** The class of an error; what is no error is told by its type. */
function errorType(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}
