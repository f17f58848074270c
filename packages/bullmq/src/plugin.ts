import { definePlugin, type PluginFactory } from "@promenade/core";
import { followInstances, type Instances, type Several } from "./instances.ts";
import { pollWorkers } from "./local.ts";
import { metrics } from "./metrics.ts";
import { boundNames, withoutIdentifiers } from "./names.ts";
import { optionChecks, type BullmqOptions } from "./options.ts";
import { pollQueues } from "./poll/collect.ts";
import { createRecorder } from "./record.ts";
import { events } from "./sources/events.ts";
import { instancesIn, modulesOf } from "./sources/nest.ts";

/** Metrics of BullMQ's queues, workers and flow producers in this process. */
export const bullmq: PluginFactory<typeof metrics, BullmqOptions> = definePlugin<
  typeof metrics,
  BullmqOptions
>({
  name: "bullmq",
  metrics,
  options: optionChecks,
  boards: () => import("./dashboard.ts"),
  setup(context, options) {
    const { jobName = withoutIdentifiers, jobNameLimit = 50 } = options;
    const names = boundNames(jobName === false ? () => "" : jobName, jobNameLimit);
    const following = followInstances(context, () => instancesOf(options), names);
    const record = createRecorder(context, names);
    context.on(events, (event) => {
      record(event);
      // Nest makes workers while the app already runs.
      if (event.kind === "workerStarted") following.refresh();
    });
    following.refresh();
    pollWorkers(context, following);
    if (options.pollQueues === false) return;
    pollQueues(context, following, {
      cacheMilliseconds: options.pollCacheMilliseconds ?? 5000,
      timeoutMilliseconds: options.pollTimeoutMilliseconds ?? 1500,
      countWorkers: options.countWorkers ?? true,
    });
  },
});

function instancesOf({ queues, workers, flowProducers, app }: Partial<BullmqOptions>): Instances {
  const modules = app === undefined ? undefined : modulesOf(app);
  const found =
    modules === undefined ? { queues: [], workers: [], flowProducers: [] } : instancesIn(modules);
  return {
    queues: [...listOf(queues), ...found.queues],
    workers: [...listOf(workers), ...found.workers],
    flowProducers: [...listOf(flowProducers), ...found.flowProducers],
  };
}

function listOf<T>(several: Several<T> | undefined): readonly T[] {
  return typeof several === "function" ? several() : (several ?? []);
}
