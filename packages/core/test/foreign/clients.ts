import * as successor from "@prometheus-io/client";
import * as original from "prom-client";

/** The libraries whose registries are adopted. They have the same interface, apart from the names of types. */
export type Client = typeof original;
export const clients: readonly (readonly [string, Client])[] = [
  ["prom-client", original],
  ["@prometheus-io/client", successor as unknown as Client],
];

export const help = "Something.";

/** A registry that renders OpenMetrics. */
export function openMetricsRegistry(client: Client): original.Registry {
  const registry = new client.Registry();
  registry.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE as never);
  return registry;
}
