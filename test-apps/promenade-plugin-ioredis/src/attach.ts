import type { PluginContext } from "@promenade/core";
import type { metrics } from "./metrics.ts";

/** What ioredis 6 publishes, as its README documents it. Its arguments, which may hold customers' data, are not read. */
interface Command {
  readonly command: string;
  readonly error?: unknown;
}

export function attach(context: PluginContext<typeof metrics>): void {
  // A unit of work that repeats one command so often could ask once, by MGET or a pipeline.
  const countCall = context.countCalls(10);
  const starts = new Map<Command, number>();
  context.trace<Command>("ioredis:command", {
    start: (message) => {
      starts.set(message, performance.now());
      countCall(message.command.toLowerCase());
    },
    asyncEnd: (message) => {
      const start = starts.get(message);
      if (start === undefined) return;
      starts.delete(message);
      const command = message.command.toLowerCase();
      const seconds = (performance.now() - start) / 1000;
      context.metrics.duration.observe({ command, error_type: errorType(message.error) }, seconds);
    },
  });
  context.poll({
    name: "in-flight",
    metrics: ["inFlight"],
    collect: (record) => record.set("inFlight", starts.size),
  });
}

/** Redis begins an error with a code: WRONGTYPE, NOSCRIPT, OOM. The rest of the message may hold keys. */
function errorType(error: unknown): string {
  if (error === undefined) return "";
  if (!(error instanceof Error)) return "unknown";
  return /^[A-Z]{3,20}(?= )/.exec(error.message)?.[0] ?? error.name;
}
