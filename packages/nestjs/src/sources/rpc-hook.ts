import type { PluginContext } from "@promenade/core";
import type { CallContext, NestHost } from "../host.ts";
import { patternText } from "../instrument.ts";
import type { NestMetrics } from "../metrics.ts";
import { watchObservable } from "../observable.ts";
import type { RecordCall } from "./calls.ts";

/**
 * Records every message that passes Nest 12's hook, the ones that a guard refuses included. Returns whether a handler's
 * messages come through here, so that they are not counted twice.
 */
export function observeRpcHook(
  context: PluginContext<NestMetrics>,
  host: NestHost,
  record: RecordCall,
): (handler: object) => boolean {
  const { scopes } = context;
  const seen = new WeakSet<object>();
  const ended = context.guard(record);

  host.preRequest = (call, next) => {
    if (call.getType() !== "rpc") return next();
    seen.add(call.getHandler());
    const name = patternOf(call);
    return watchObservable(next(), () => {
      const startedAt = performance.now();
      const scope = scopes.isConsumed ? scopes.open("rpc", name) : undefined;
      return {
        run: (subscribe) => (scope === undefined ? subscribe() : scopes.run(scope, subscribe)),
        settled: (failure) => {
          if (scope !== undefined) scopes.end(scope);
          ended("rpc", name, (performance.now() - startedAt) / 1000, failure);
        },
      };
    });
  };
  context.defer(() => {
    host.preRequest = undefined;
  });
  return (handler) => seen.has(handler);
}

/** Only messages with a handler come here, so the pattern is bounded by the code, except for wildcards of a broker. */
function patternOf(call: CallContext): string {
  const pattern =
    (Reflect as { getMetadata?(key: string, target: object): unknown }).getMetadata?.(
      "microservices:pattern",
      call.getHandler(),
    ) ?? [];
  return patternText(Array.isArray(pattern) ? pattern[0] : pattern) || "<unknown>";
}
