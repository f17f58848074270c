import type { PluginContext } from "@promenade/core";
import type { NodeMetrics } from "../metrics.ts";

/** Where Node.js says that an exception came from. */
const origins = ["uncaughtException", "unhandledRejection"] as const;

/** Emitted by every Node.js; a rate needs a series from before the first event. */
const commonWarning = "DeprecationWarning";

/**
 * Counts exceptions and warnings. Both events are for watching only: a listener changes neither whether the process
 * dies nor what it prints. (`unhandledRejection` is not: a listener would keep the process alive.)
 */
export function recordExceptions(context: PluginContext<NodeMetrics>): void {
  const { metrics, isEnabled } = context;
  if (isEnabled("uncaughtExceptions")) {
    for (const origin of origins) {
      metrics.uncaughtExceptions.bind({ nodejs_exception_origin: origin });
    }
    const count = context.guard((_error: Error, origin: string) => {
      metrics.uncaughtExceptions.inc({ nodejs_exception_origin: origin });
    });
    process.on("uncaughtExceptionMonitor", count);
    context.defer(() => void process.off("uncaughtExceptionMonitor", count));
  }
  if (!isEnabled("warnings")) return;
  metrics.warnings.bind({ nodejs_warning_name: commonWarning });
  const count = context.guard((warning: Error) => {
    metrics.warnings.inc({ nodejs_warning_name: warning.name });
  });
  process.on("warning", count);
  context.defer(() => void process.off("warning", count));
}
