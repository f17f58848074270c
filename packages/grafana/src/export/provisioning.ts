import { alertingFile } from "./alerting.ts";
import type { PluginBoards } from "./boards.ts";
import type { ExportedFile } from "./files.ts";
import { dashboardFiles, yaml } from "./plain.ts";

/** What `provisioningFiles()` takes. */
export interface ProvisioningOptions {
  /** Where Grafana reaches Prometheus. Grafana replaces `$NAME` in it by its environment. Default `http://prometheus:9090`. */
  readonly prometheusUrl?: string;
  /** Uid of the data source. Default `promenade-prometheus`. */
  readonly datasourceUid?: string;
  /** `false` where the data source exists already; then name its uid. Default true. */
  readonly datasource?: boolean;
  /** Title of the folder for dashboards and alerts. Default `Promenade`. */
  readonly folder?: string;
  /** Uid of that folder. Default `promenade`. */
  readonly folderUid?: string;
  /** Where Grafana finds the folder `dashboards` of this tree. Default `/var/lib/grafana/promenade`. */
  readonly dashboardsPath?: string;
  /** Whether Grafana evaluates the alerts, too. Leave it to one: Grafana or Prometheus. Default true. */
  readonly alerts?: boolean;
  /** How often Prometheus scrapes, for `$__rate_interval`. Default `15s`. */
  readonly scrapeInterval?: string;
  /** Where traces are: exemplars then link to them. */
  readonly traces?: { readonly datasourceUid: string };
}

/**
 * A tree for Grafana's file provisioning: mount `provisioning` at `/etc/grafana/provisioning`, and `dashboards` at
 * `dashboardsPath`.
 */
export function provisioningFiles(
  boards: readonly PluginBoards[],
  options: ProvisioningOptions = {},
): readonly ExportedFile[] {
  const { folder = "Promenade", datasourceUid = "promenade-prometheus" } = options;
  const dashboards = dashboardFiles(boards).map(({ path, content }) => ({
    path: `dashboards/${path}`,
    content,
  }));
  const files = [
    ...dashboards,
    { path: "provisioning/dashboards/promenade.yaml", content: yaml(provider(options)) },
  ];
  if (options.datasource !== false)
    files.push({
      path: "provisioning/datasources/promenade.yaml",
      content: yaml(datasource(options, datasourceUid)),
    });
  if (options.alerts !== false && boards.some(({ rules }) => rules.groups.length > 0))
    files.push({
      path: "provisioning/alerting/promenade.yaml",
      content: yaml(alertingFile(boards, { datasourceUid, folder })),
    });
  return files;
}

function provider(options: ProvisioningOptions): object {
  const { folder = "Promenade", folderUid = "promenade" } = options;
  return {
    apiVersion: 1,
    providers: [
      {
        name: "promenade",
        orgId: 1,
        folder,
        folderUid,
        type: "file",
        disableDeletion: false,
        allowUiUpdates: false,
        updateIntervalSeconds: 30,
        options: { path: options.dashboardsPath ?? "/var/lib/grafana/promenade" },
      },
    ],
  };
}

function datasource(options: ProvisioningOptions, uid: string): object {
  const { traces, prometheusUrl = "http://prometheus:9090", scrapeInterval = "15s" } = options;
  const exemplars =
    traces === undefined
      ? {}
      : {
          exemplarTraceIdDestinations: [{ name: "trace_id", datasourceUid: traces.datasourceUid }],
        };
  return {
    apiVersion: 1,
    datasources: [
      {
        name: "Prometheus (Promenade)",
        uid,
        type: "prometheus",
        access: "proxy",
        orgId: 1,
        url: prometheusUrl,
        jsonData: { httpMethod: "POST", timeInterval: scrapeInterval, ...exemplars },
        editable: false,
      },
    ],
  };
}
