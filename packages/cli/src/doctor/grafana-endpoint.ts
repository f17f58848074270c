import type { GrafanaClient } from "@promenade/grafana";
import type { Endpoint } from "../http/endpoint.ts";

const statuses = [400, 401, 403, 404, 422, 500, 502, 503, 504];

/** Grafana as a server that passes requests on to its data sources. */
export function grafanaEndpoint(client: GrafanaClient): Endpoint {
  return {
    url: client.base,
    async ask(path, { method = "GET", body } = {}) {
      const query = body === undefined ? "" : `?${body.toString()}`;
      const { status, text, headers } = await client.send({
        method: "GET",
        path: `/${path}${method === "POST" ? query : ""}`,
        action: "ask the data source",
        expects: statuses,
      });
      return { status, text, contentType: String(headers["content-type"] ?? "") };
    },
  };
}
