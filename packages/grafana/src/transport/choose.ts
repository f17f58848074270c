import { PromenadeError } from "@promenade/core";
import type { GrafanaClient } from "../client/client.ts";
import { legacyTransport } from "./legacy.ts";
import { findResources, resourceTransport } from "./resources.ts";
import type { Transport } from "./transport.ts";

/** `auto`: `/api` where it is, else `/apis`. */
export type TransportName = "auto" | "api" | "apis";

/**
 * The way to this Grafana's dashboards.
 * @throws GrafanaFailure when it cannot be reached; PromenadeError `PROMENADE_GRAFANA_TRANSPORT` when it has no such API
 */
export async function chooseTransport(
  client: GrafanaClient,
  wanted: TransportName,
): Promise<Transport> {
  if (wanted === "api") return legacyTransport(client);
  if (wanted === "auto") {
    const { status } = await client.send({
      path: "/api/folders?limit=1",
      action: "list its folders",
      // Not allowed to list them is another matter than not having them.
      expects: [403, 404, 410],
    });
    if (status < 404) return legacyTransport(client);
  }
  const paths = await findResources(client);
  if (paths !== undefined) return resourceTransport(client, paths);
  throw new PromenadeError(
    "PROMENADE_GRAFANA_TRANSPORT",
    wanted === "apis"
      ? `Grafana at ${client.base} has no dashboards under /apis; that came with version 12. Use \`transport: "auto"\`.`
      : `There is no Grafana API at ${client.base}: neither /api/folders nor /apis. Check the sub-path in \`url\`.`,
  );
}
