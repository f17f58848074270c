import { AsyncLocalStorage } from "node:async_hooks";
import type { PluginContext, Scope } from "@promenade/core";
import type { metrics } from "./metrics.ts";
import type { JobNames } from "./names.ts";
import { jobChannelName, type BullmqEvent, type JobRun } from "./sources/events.ts";

/** Returns the listener that turns what happened into records. */
export function createRecorder(
  context: PluginContext<typeof metrics>,
  names: JobNames,
): (event: BullmqEvent) => void {
  const record = context.metrics;
  const units = openUnits(context, names);
  const traces = new WeakMap<JobRun, (callback: () => void) => void>();
  return (event) => {
    switch (event.kind) {
      case "added":
        for (const { queue, job } of event.jobs)
          record.jobsAdded.inc({ queue, job_name: names.of(queue, job), source: event.source });
        return;
      case "operation": {
        const { queue, operation, hasFailed } = event;
        const outcome = hasFailed ? "error" : "ok";
        record.operationDuration.observe({ queue, operation, outcome }, event.seconds);
        return;
      }
      case "settled": {
        const labels = { queue: event.queue, job_name: names.of(event.queue, event.job) };
        if (event.outcome === "retried") record.jobRetries.inc(labels);
        if (event.outcome === "failed") record.jobsFailed.inc(labels);
        return;
      }
      case "named":
        units.name(event.run);
        // The attempt ends outside of its trace.
        if (context.hasExemplars) traces.set(event.run, AsyncLocalStorage.snapshot());
        return;
      case "ended":
        endRun(event.run, event.seconds);
        return;
      case "stalled":
        record.jobsStalled.inc({ queue: event.queue }, event.count);
        return;
      case "workerStarted":
        return;
    }
  };

  function endRun(run: JobRun, seconds: number): void {
    const { queue, job, outcome = "deferred", attempts } = run;
    const labels = { queue, job_name: names.of(queue, job), outcome };
    const inTrace = traces.get(run) ?? ((callback: () => void) => callback());
    inTrace(() => record.jobDuration.observe(labels, seconds));
    if ((outcome === "completed" || outcome === "failed") && attempts !== undefined)
      record.jobAttempts.observe(labels, attempts);
    units.end(run);
  }
}

/** Opens a unit of work around each attempt, so that what a job does is booked on it. */
function openUnits(
  context: PluginContext<typeof metrics>,
  names: JobNames,
): { name(run: JobRun): void; end(run: JobRun): void } {
  const { scopes } = context;
  const open = new WeakMap<JobRun, Scope>();
  scopes.bindToChannel<JobRun>(jobChannelName, (run) => {
    const scope = scopes.open("job");
    open.set(run, scope);
    return scope;
  });
  return {
    name(run) {
      const scope = open.get(run);
      if (scope !== undefined) scope.name = `${run.queue}/${names.of(run.queue, run.job)}`;
    },
    end(run) {
      const scope = open.get(run);
      if (scope !== undefined) scopes.end(scope);
    },
  };
}
