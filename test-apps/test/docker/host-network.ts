import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/**
 * Writes a file that stands beside a compose.yaml and has its images built on the network of the host, because an engine
 * of our own has no way out for containers; gives its name.
 */
export function buildOnHostNetwork(directory: string): string {
  const { services } = parse(readFileSync(join(directory, "compose.yaml"), "utf8")) as {
    readonly services: Readonly<Record<string, { readonly build?: object }>>;
  };
  const built = Object.entries(services).filter(([, { build }]) => build !== undefined);
  const added = built.map(([name]) => [name, { build: { network: "host" } }]);
  const file = "host-network.yaml";
  writeFileSync(join(directory, file), JSON.stringify({ services: Object.fromEntries(added) }));
  return file;
}
