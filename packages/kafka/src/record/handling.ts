import type { PluginContext, Scope } from "@promenade/core";
import { errorType } from "../error-type.ts";
import { handlingChannel, type Handling } from "../handling.ts";
import type { KafkaMetrics } from "../metrics.ts";
import { ageOf } from "./age.ts";
import { bytesOf } from "./bytes.ts";

/** Records messages as they are handed over, and makes each handling a unit of work that is named after its topic. */
export function recordHandling(context: PluginContext<KafkaMetrics>): void {
  const { metrics: record, scopes } = context;
  const startedAt = new WeakMap<Handling, number>();
  const opened = new WeakMap<Handling, Scope>();

  // Stores are bound before `start` is published.
  scopes.bindToChannel<Handling>(handlingChannel, (handling) => {
    const scope = scopes.open(handling.unit, handling.topic);
    opened.set(handling, scope);
    return scope;
  });
  context.trace<Handling>(handlingChannel, {
    start(handling) {
      startedAt.set(handling, performance.now());
      const { group, topic, messages } = handling;
      if (messages === undefined) return;
      const labels = { group, topic };
      record.consumerMessages.inc(labels, messages.length);
      if (context.isEnabled("consumerBytes")) record.consumerBytes.inc(labels, bytesOf(messages));
      if (!context.isEnabled("messageAge")) return;
      const now = Date.now();
      for (const message of messages) {
        const age = ageOf(message, now);
        if (age !== undefined) record.messageAge.observe(labels, age);
      }
    },
    asyncEnd(handling) {
      const scope = opened.get(handling);
      if (scope !== undefined) scopes.end(scope);
      const since = startedAt.get(handling);
      if (since === undefined) return;
      const { group, topic, unit, failure } = handling;
      const seconds = (performance.now() - since) / 1000;
      if (unit === "message") {
        const outcome = failure === undefined ? "ok" : "error";
        record.messageDuration.observe({ group, topic, outcome }, seconds);
      }
      if (failure !== undefined)
        record.handlerErrors.inc({ group, topic, error_type: errorType(failure.error) });
    },
  });
}
