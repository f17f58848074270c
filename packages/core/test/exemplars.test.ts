import { context, trace, TraceFlags } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { activeTrace, hasTracer } from "../src/exemplars.ts";
import { histogram, Registry } from "../src/index.ts";
import type { StoredHistogram } from "../src/store/metrics.ts";

const span = (
  traceFlags: TraceFlags,
): { traceId: string; spanId: string; traceFlags: TraceFlags } => ({
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags,
});
const within = <R>(traceFlags: TraceFlags, work: () => R): R =>
  context.with(trace.setSpanContext(context.active(), span(traceFlags)), work);

const bare = hasTracer();
beforeAll(
  () => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()),
);
afterAll(() => context.disable());

it("finds the sampled span that is active in the real OpenTelemetry API, and nothing else", () => {
  expect(bare).toBe(false);
  expect(hasTracer()).toBe(true);
  expect(activeTrace()).toBeUndefined();
  expect(within(TraceFlags.NONE, activeTrace)).toBeUndefined();
  expect(within(TraceFlags.SAMPLED, activeTrace)).toEqual({
    trace_id: span(1).traceId,
    span_id: span(1).spanId,
  });
});

it("keeps one exemplar per bucket and scrape", () => {
  const registry = new Registry();
  registry.refreshExemplars();
  const duration = registry.register(
    histogram({
      name: "d_seconds",
      help: "Time.",
      unit: "seconds",
      buckets: [1, 2],
      labels: ["a"],
    }),
  );
  const stored = registry.get("d_seconds") as StoredHistogram;
  duration.observe({ a: "x" }, 0.5);
  within(TraceFlags.SAMPLED, () => {
    duration.observe({ a: "x" }, 0.6);
    duration.observe({ a: "x" }, 0.7);
    duration.observe({ a: "x" }, 5);
  });
  expect(stored.exemplars?.get(0)?.map((one) => one?.value)).toEqual([0.6, undefined, 5]);
  stored.exemplarCycle += 1;
  within(TraceFlags.SAMPLED, () => duration.observe({ a: "x" }, 0.8));
  expect(stored.exemplars?.get(0)?.[0]).toMatchObject({
    value: 0.8,
    labels: { trace_id: span(1).traceId },
  });
});

it("never lets a source that throws reach the app", () => {
  const registry = new Registry();
  registry.exemplarSource = () => {
    throw new Error("tracer bug");
  };
  registry.refreshExemplars();
  const duration = registry.register(
    histogram({ name: "d_seconds", help: "Time.", unit: "seconds" }),
  );
  duration.observe(0.5);
  expect((registry.get("d_seconds") as StoredHistogram).values[0]).toBe(0.5);
});
