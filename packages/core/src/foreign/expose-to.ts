import { PromenadeError } from "../errors.ts";
import { logOnce, messageOf } from "../logger.ts";
import type { Registry } from "../registry.ts";
import type { StoredMetric } from "../store/metrics.ts";
import { Bridge, SharedCollection } from "./bridge.ts";
import { processMetrics } from "./process-metrics.ts";

/** What Promenade needs of the registry that its metrics go into. */
interface TargetRegistry {
  registerMetric(metric: object): void;
  removeSingleMetric(name: string): void;
  getSingleMetric(name: string): unknown;
}

/**
 * Shows Promenade's metrics in a registry of prom-client or `@prometheus-io/client` that the app serves already,
 * those too that are registered later. Collectors run once per scrape of that registry. A metric whose name is taken
 * there is left out, logged once and counted in `promenade_foreign_registry_errors_total`; those that every client has of
 * its process are left out in silence.
 * @returns An undo.
 * @throws PromenadeError `PROMENADE_REGISTRY_INVALID`
 */
export function exposeTo(registry: Registry, target: object): () => void {
  const registers = checkTarget(target);
  const collection = new SharedCollection(registry);
  const bridges = new Map<string, Bridge>();
  const remove = (name: string): void => {
    const bridge = bridges.get(name);
    if (bridge !== undefined && registers.getSingleMetric(name) === bridge)
      registers.removeSingleMetric(name);
    bridges.delete(name);
  };
  const add = (metric: StoredMetric): void => {
    const { name } = metric.definition;
    const bridge = new Bridge(registry, metric, collection);
    try {
      // Hot reload may define a metric anew.
      remove(name);
      registers.registerMetric(bridge);
      bridges.set(name, bridge);
    } catch (error) {
      if (processMetrics.has(name)) return;
      registry.self.foreignErrors.inc({ reason: "conflict" });
      logOnce(
        registry.log,
        `expose:${name}`,
        `Cannot show metric "${name}" in the registry given to exposeTo(): ${messageOf(error)} Remove the other metric or rename it.`,
      );
    }
  };
  for (const metric of registry.metrics) add(metric);
  const stopListening = registry.onRegister(add);
  return () => {
    stopListening();
    for (const name of bridges.keys()) remove(name);
  };
}

function checkTarget(target: object): TargetRegistry {
  const methods = ["registerMetric", "removeSingleMetric", "getSingleMetric"] as const;
  const candidate = target as Partial<TargetRegistry> | null | undefined;
  const missing = methods.find((method) => typeof candidate?.[method] !== "function");
  if (missing === undefined) return target as TargetRegistry;
  throw new PromenadeError(
    "PROMENADE_REGISTRY_INVALID",
    `exposeTo() needs a registry of prom-client or @prometheus-io/client, for example \`client.register\`; what it got has no method ${missing}().`,
  );
}
