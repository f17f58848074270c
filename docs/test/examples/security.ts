import { strict as assert } from "node:assert";
import { bearer } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "docs/guides/security.md",
  services: ["grafana"],
  files: { "/run/secrets/grafana-token": "admin-token\n" },
  environment: { METRICS_TOKEN: "open sesame" },
  blocks: {
    "Who can read the metrics": {
      check: async ({ scrape }) => {
        assert.equal((await scrape()).status, 401);
        assert.equal((await scrape(bearer("open sesame"))).status, 200);
      },
    },
  },
};
