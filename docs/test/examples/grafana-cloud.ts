import { strict as assert } from "node:assert";
import { eventually, bearer } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "docs/guides/grafana-cloud.md",
  services: ["grafana"],
  hasPrometheus: true,
  environment: { READ_TOKEN: "read" },
  addresses: {
    "https://example.grafana.net": "GRAFANA_URL",
    "https://prometheus-prod-00-example.grafana.net/api/prom": "PROMETHEUS_HERE",
  },
  files: { "/run/secrets/grafana-token": "admin-token\n" },
  blocks: {
    "2. The dashboards": {
      check: async ({ scrape }) => {
        const url = `${process.env["GRAFANA_URL"]}/api/dashboards/uid/promenade-node`;
        await eventually(async () =>
          assert.equal((await scrape({ url, ...bearer("admin-token") })).status, 200),
        );
      },
    },
  },
};
