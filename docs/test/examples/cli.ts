import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "packages/cli/README.md",
  services: ["grafana"],
  hasPrometheus: true,
  addresses: { "…": "GRAFANA_TOKEN", "http://localhost:3000": "GRAFANA_URL" },
  environment: { PROMETHEUS_URL: "http://localhost:9090" },
  // Nobody has uploaded dashboards to this Grafana, and the deploy made it worse.
  exitCodes: { doctor: 1, "compare (2)": 1 },
};
