import type { PluginContext } from "@promenade/core";
import type { NodeMetrics } from "./metrics.ts";
import { defaultSampleMilliseconds, type NodeOptions } from "./options.ts";
import { recordDependencies } from "./sources/dependencies.ts";
import { DelaySampler, observeEventLoop } from "./sources/event-loop.ts";
import { recordExceptions } from "./sources/exceptions.ts";
import { recordCollections } from "./sources/garbage-collection.ts";
import { pollHeap } from "./sources/heap.ts";
import { recordIdentity } from "./sources/identity.ts";
import { pollLimits, pollProcess } from "./sources/process.ts";
import { pollResources } from "./sources/resources.ts";
import { recordUnits } from "./sources/units.ts";

/**
 * Sets up every source.
 * @param more sets up what else wants the samples of the event loop's delay
 */
export function setUp(
  context: PluginContext<NodeMetrics>,
  options: Partial<NodeOptions>,
  more: (sampler: DelaySampler) => void = () => {},
): void {
  const sampler = new DelaySampler(
    options.eventLoopSampleMilliseconds ?? defaultSampleMilliseconds,
  );
  context.defer(() => sampler.stop());
  recordIdentity(context);
  recordDependencies(context, options.dependencies ?? true);
  pollProcess(context);
  pollHeap(context);
  pollResources(context);
  observeEventLoop(context, sampler);
  recordCollections(context);
  recordExceptions(context);
  recordUnits(context);
  more(sampler);
  pollLimits(context);
}
