import type { ContextManager, SpanOptions, Telemetry } from "bullmq";
import { jobChannel } from "./events.ts";
import { bare, ObservedSpan, SpanContext } from "./span.ts";
import { sharedState } from "./state.ts";

const nothing = Object.freeze({});

/**
 * The `telemetry` option for queues, workers and flow producers. Give it the telemetry that they had, such as
 * `new BullMQOtel({ tracerName: "shop" })`: that goes on as before. Where the instances are given to `bullmq()` it is not needed.
 *
 * Nothing is written into jobs but what the inner telemetry writes.
 */
export function bullmqTelemetry(inner?: Telemetry): Telemetry {
  if (inner !== undefined && sharedState().telemetry.has(inner)) return inner;
  const telemetry: Telemetry = {
    tracer: {
      startSpan: (name: string, options?: SpanOptions, context?: unknown) =>
        new ObservedSpan(name, inner?.tracer.startSpan(name, options, bare(context))),
    },
    contextManager: contextManager(inner?.contextManager),
    ...(inner?.meter === undefined ? {} : { meter: inner.meter }),
  };
  sharedState().telemetry.add(telemetry);
  return telemetry;
}

function contextManager(inner: ContextManager | undefined): ContextManager {
  const manager: ContextManager = {
    with<A extends (...args: never[]) => unknown>(context: unknown, callback: A): ReturnType<A> {
      const run = (): ReturnType<A> =>
        inner === undefined
          ? ((callback as () => unknown)() as ReturnType<A>)
          : inner.with(bare(context), callback as never);
      if (!(context instanceof SpanContext)) return run();
      const { nodes, run: attempt } = context.span;
      if (nodes !== undefined) return sharedState().flow.run(nodes, run);
      return attempt === undefined ? run() : jobChannel.start.runStores(attempt, run);
    },
    active: () => (inner === undefined ? nothing : inner.active()),
    getMetadata: (context: unknown) => inner?.getMetadata(bare(context)) ?? "",
    fromMetadata: (context: unknown, metadata: string) =>
      inner === undefined ? context : inner.fromMetadata(bare(context), metadata),
  };
  // Without it BullMQ starts its endless loops in the context of whoever made the worker.
  if (inner === undefined) return { ...manager, root: () => nothing };
  return inner.root === undefined ? manager : { ...manager, root: () => inner.root?.() };
}
