import type { PluginContext } from "@promenade/core";
import {
  batches,
  entered,
  executionChannel,
  fields,
  loaders,
  operationChannel,
  persisted,
  phases,
  troubles,
  type Execution,
  type Operation,
} from "../events.ts";
import type { GraphqlMetrics } from "../metrics.ts";
import type { OperationRecorder } from "../recorder.ts";

/** Records what the adapters publish. */
export function recordBus(
  context: PluginContext<GraphqlMetrics>,
  recorder: OperationRecorder,
): void {
  const { metrics, scopes } = context;
  const outcome = (hasFailed: boolean): string => (hasFailed ? "error" : "ok");

  scopes.bindToChannel<Execution>(executionChannel, (execution) => recorder.scopeOf(execution));
  context.trace<Execution>(executionChannel, { asyncEnd: recorder.closeScope });
  context.trace<Operation>(operationChannel, { start: recorder.begin, asyncEnd: recorder.end });
  context.on(entered, (execution) => {
    const scope = recorder.scopeOf(execution);
    if (scope !== undefined) scopes.enter(scope);
  });
  context.on(phases, ({ phase, seconds }) => metrics.phaseDuration.observe({ phase }, seconds));
  context.on(batches, ({ size }) => metrics.batchSize.observe(size));
  context.on(persisted, (request) => metrics.persistedQueries.inc({ outcome: request.outcome }));
  context.on(fields, ({ field, seconds, hasFailed }) =>
    metrics.fieldDuration.observe({ field, outcome: outcome(hasFailed) }, seconds),
  );
  context.on(loaders, ({ loader, size, seconds, hasFailed }) => {
    metrics.loaderBatchSize.observe({ loader }, size);
    metrics.loaderDuration.observe({ loader, outcome: outcome(hasFailed) }, seconds);
  });
  context.on(troubles, ({ error }) => {
    throw error;
  });
}
