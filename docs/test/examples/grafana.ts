import { strict as assert } from "node:assert";
import { access } from "node:fs/promises";
import { promenade } from "@promenade/core";
import { node } from "@promenade/node";
import { bearer, eventually } from "../run/checks.ts";
import type { Example, Ran } from "../run/example.ts";

const orders = {
  uid: "orders",
  title: "Orders",
  schemaVersion: 41,
  panels: [],
};

/** Whether the Grafana of the page has a dashboard. */
async function assertDashboard({ scrape }: Ran, uid: string): Promise<void> {
  const url = `${process.env["GRAFANA_URL"]}/api/dashboards/uid/${uid}`;
  assert.equal((await scrape({ url, ...bearer("admin-token") })).status, 200);
}

export const example: Example = {
  page: "packages/grafana/README.md",
  services: ["grafana"],
  addresses: { "https://example.com/grafana": "GRAFANA_URL" },
  files: { "/run/secrets/grafana": "admin-token\n", "grafana/orders.json": JSON.stringify(orders) },
  blocks: {
    Use: {
      check: async (ran) => {
        await eventually(async () => await assertDashboard(ran, "promenade-node"));
      },
    },
    "Use (2)": {
      check: async (ran) => {
        assert.equal(process.exitCode, 0);
        await assertDashboard(ran, "orders");
        assert.match(ran.log(), /^Orders created/m);
      },
    },
    Files: {
      given: () => ({ metrics: promenade({ plugins: [node()] }) }),
      check: async () => {
        for (const file of ["dashboards/node.json", "provisioning/datasources/promenade.yaml"])
          await access(`deploy/grafana/${file}`);
      },
    },
  },
};
