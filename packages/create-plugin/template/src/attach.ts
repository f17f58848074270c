import type { PluginContext } from "@promenade/core";
import type { metrics } from "./metrics.ts";

/**
 * The parts of the library's messages that are used; it publishes one object at each moment of a request. Written
 * down here, so that nothing of the library is imported.
 */
export interface AcmeRequest {
  readonly operation: string;
  readonly error?: unknown;
}

/** The only function that knows the library. What it registers on `context` is undone at stop. */
export function attach(context: PluginContext<typeof metrics>): void {
  const starts = new Map<AcmeRequest, number>();
  context.trace<AcmeRequest>("acme.request", {
    start: (request) => {
      starts.set(request, performance.now());
    },
    asyncEnd: (request) => {
      const start = starts.get(request);
      if (start === undefined) return;
      starts.delete(request);
      const labels = { operation: request.operation, error_type: errorType(request.error) };
      context.metrics.duration.observe(labels, (performance.now() - start) / 1000);
    },
  });
  context.poll({
    name: "in-flight",
    metrics: ["inFlight"],
    collect: (record) => record.set("inFlight", starts.size),
  });
}

/** OpenTelemetry's `error.type`: a name from the code, never a message. Empty when there was no error. */
function errorType(error: unknown): string {
  if (error === undefined) return "";
  return error instanceof Error ? error.name : "unknown";
}
