import { constants, PerformanceObserver, type PerformanceEntry } from "node:perf_hooks";
import type { PluginContext } from "@promenade/core";
import type { NodeMetrics } from "../metrics.ts";

/** Source: OpenTelemetry semantic conventions, `v8js.gc.type`. */
export const collectionTypes = ["minor", "major", "incremental", "weakcb"] as const;
export type CollectionType = (typeof collectionTypes)[number];

/** V8 calls its second kind of young collection "minor mark sweep"; Node.js has no constant for it. */
const minorMarkSweep = 2;

const typeOfKind: ReadonlyMap<number, CollectionType> = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, "minor"],
  [minorMarkSweep, "minor"],
  [constants.NODE_PERFORMANCE_GC_MAJOR, "major"],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, "incremental"],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, "weakcb"],
]);

/** Takes each garbage collection. */
export type CollectionListener = (type: CollectionType, seconds: number) => void;

/** Hands every garbage collection to the listener. One batch of the observer can hold many. Returns an undo. */
export function observeCollections(
  context: Pick<PluginContext, "guard">,
  listener: CollectionListener,
): () => void {
  const report = context.guard((entries: readonly PerformanceEntry[]) => {
    for (const entry of entries) {
      const type = typeOfKind.get((entry as CollectionEntry).detail?.kind ?? -1);
      if (type !== undefined) listener(type, entry.duration / 1000);
    }
  });
  const observer = new PerformanceObserver((list) => report(list.getEntries()));
  observer.observe({ entryTypes: ["gc"] });
  return () => {
    report(observer.takeRecords());
    observer.disconnect();
  };
}

type CollectionEntry = PerformanceEntry & { readonly detail?: { readonly kind?: number } };

/** Records garbage collections. Every type exists from the start, so that no rate misses the first of its kind. */
export function recordCollections(context: PluginContext<NodeMetrics>): void {
  if (!context.isEnabled("gcDuration")) return;
  const [minor, major, incremental, weakcb] = collectionTypes.map((v8js_gc_type) =>
    context.metrics.gcDuration.bind({ v8js_gc_type }),
  );
  const byType = { minor, major, incremental, weakcb };
  context.defer(observeCollections(context, (type, seconds) => byType[type]?.observe(seconds)));
}
