import type { PluginContext } from "@promenade/core";
import { subscriptionChannel, subscriptionEvents, type Subscription } from "../events.ts";
import { operationOf } from "../language.ts";
import type { GraphqlMetrics } from "../metrics.ts";
import type { OperationNames } from "../names.ts";
import type { OperationRecorder } from "../recorder.ts";

/** Records streams of events that the adapters publish. */
export function recordSubscriptions(
  context: PluginContext<GraphqlMetrics>,
  names: OperationNames,
  recorder: OperationRecorder,
): void {
  const { metrics } = context;
  const active = new Map<Subscription, string | undefined>();

  context.trace<Subscription>(subscriptionChannel, {
    start: (subscription) => {
      const { document, operationName } = subscription;
      if (document === undefined) return;
      active.set(subscription, operationOf(document, operationName)?.name?.value);
    },
    asyncEnd: (subscription) => {
      if (!active.delete(subscription)) return;
      metrics.subscriptionDuration.observe((performance.now() - subscription.startedAt) / 1000);
    },
  });
  context.on(subscriptionEvents, ({ subscription, errors }) => {
    if (!active.has(subscription)) return;
    const graphql_operation_name = names.peek(active.get(subscription));
    metrics.subscriptionEvents.inc({ graphql_operation_name });
    if (errors.length > 0) recorder.recordErrors(subscription, "execute", errors);
  });
  context.poll({
    name: "subscriptions",
    metrics: ["activeSubscriptions"],
    collect(record) {
      const counts = new Map<string, number>();
      for (const given of active.values()) {
        const name = names.peek(given);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      for (const [graphql_operation_name, count] of counts)
        record.set("activeSubscriptions", { graphql_operation_name }, count);
    },
  });
}
