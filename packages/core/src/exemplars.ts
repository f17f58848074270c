import type { ExemplarLabels } from "./store/host.ts";

interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

interface OpenTelemetryGlobal {
  readonly context?: {
    active(): { getValue(key: symbol): { spanContext(): SpanContext } | undefined };
  };
}

/**
 * `@opentelemetry/api` 1.x keeps its state and its context keys under registered symbols, so that its copies can
 * share them. Reading them there needs no import of what may not be installed.
 */
const apiKey = Symbol.for("opentelemetry.js.api.1");
const spanKey = Symbol.for("OpenTelemetry Context Key SPAN");
const sampledFlag = 1;

function api(): OpenTelemetryGlobal | undefined {
  return (globalThis as { [apiKey]?: OpenTelemetryGlobal })[apiKey];
}

/** Whether OpenTelemetry's context manager is registered in this process. */
export function hasTracer(): boolean {
  return api()?.context !== undefined;
}

/** Trace and span of the active, sampled OpenTelemetry span: only those can be found in a trace store. */
export function activeTrace(): ExemplarLabels | undefined {
  const span = api()?.context?.active().getValue(spanKey);
  if (span === undefined) return undefined;
  const { traceId, spanId, traceFlags } = span.spanContext();
  if ((traceFlags & sampledFlag) === 0) return undefined;
  return { trace_id: traceId, span_id: spanId };
}
