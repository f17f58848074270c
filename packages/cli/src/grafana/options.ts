import type { VerbOption } from "../verb.ts";

export interface GrafanaVerbOptions {
  readonly grafana?: string;
  readonly grafanaTokenFile?: string;
}

/** How a verb is told where Grafana is. A token is never an argument: everybody on the machine can read those. */
export const grafanaOptions: readonly VerbOption[] = [
  {
    flags: "--grafana <url>",
    description: "where Grafana is (default: that of grafana() in the set-up, else GRAFANA_URL)",
  },
  {
    flags: "--grafana-token-file <file>",
    description:
      "file with a service account's token (default: that of grafana() in the set-up, else GRAFANA_TOKEN)",
  },
];
