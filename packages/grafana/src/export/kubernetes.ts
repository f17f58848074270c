import { PromenadeError } from "@promenade/core";
import { stringify } from "@promenade/dashboard";
import type { DashboardJson, PluginBoards } from "./boards.ts";
import type { ExportedFile } from "./files.ts";
import { fileName, kubernetesName } from "./names.ts";
import { yaml } from "./plain.ts";

/** What `kubernetesFiles()` takes. */
export interface KubernetesOptions {
  /** Namespace of the objects. Default: none, the one that `kubectl` applies them to. */
  readonly namespace?: string;
  /** Labels of every object, such as `{ release: "kube-prometheus-stack" }`, by which its operator picks rules. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The label by which Grafana's sidecar finds dashboards. Default `grafana_dashboard: "1"`. */
  readonly dashboardLabel?: { readonly name: string; readonly value: string };
  /** Folder for the dashboards, told by an annotation; the sidecar must be set to read it. Default `Promenade`. */
  readonly folder?: string;
  /** The sidecar's `folderAnnotation`. Default `grafana_folder`. */
  readonly folderAnnotation?: string;
}

/** What the API server takes for all data of a ConfigMap, names included. */
const configMapBytes = 1_048_576;
/** What fits into the annotation that `kubectl apply` keeps the last state in, with room for the rest of the object. */
const lastAppliedBytes = 200_000;

/**
 * Kubernetes manifests: a ConfigMap for each dashboard, as the sidecar of Grafana's chart wants them, and a
 * PrometheusRule of the Prometheus operator for each plugin's alerts.
 * @throws PromenadeError `PROMENADE_EXPORT_TOO_LARGE` for a dashboard that no ConfigMap can hold
 */
export function kubernetesFiles(
  boards: readonly PluginBoards[],
  options: KubernetesOptions = {},
): readonly ExportedFile[] {
  const configMaps = boards.flatMap(({ dashboards }) =>
    dashboards.map((dashboard) => ({
      path: `dashboard-${kubernetesName(fileName(dashboard.uid))}.yaml`,
      content: yaml(configMapOf(dashboard, options)),
    })),
  );
  const rules = boards
    .filter((each) => each.rules.groups.length > 0)
    .map((each) => ({
      path: `rules-${kubernetesName(each.plugin)}.yaml`,
      content: yaml(prometheusRuleOf(each, options)),
    }));
  return [...configMaps, ...rules];
}

function configMapOf(dashboard: DashboardJson, options: KubernetesOptions): object {
  const { name, value } = options.dashboardLabel ?? { name: "grafana_dashboard", value: "1" };
  const { folder = "Promenade", folderAnnotation = "grafana_folder" } = options;
  const key = `${fileName(dashboard.uid)}.json`;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: kubernetesName(`promenade-dashboard-${fileName(dashboard.uid)}`),
      ...namespaceOf(options),
      labels: { ...labelsOf(options), [name]: value },
      annotations: { [folderAnnotation]: folder },
    },
    data: { [key]: fitting(dashboard, key) },
  };
}

/** Readable where there is room, in one line where there is not. */
function fitting(dashboard: DashboardJson, key: string): string {
  const readable = stringify(dashboard);
  if (Buffer.byteLength(readable) <= lastAppliedBytes) return readable;
  const compact = `${JSON.stringify(dashboard)}\n`;
  const bytes = Buffer.byteLength(compact) + Buffer.byteLength(key);
  if (bytes <= configMapBytes) return compact;
  throw new PromenadeError(
    "PROMENADE_EXPORT_TOO_LARGE",
    `The dashboard "${dashboard.title}" (${dashboard.uid}) has ${bytes} bytes; a ConfigMap holds ${configMapBytes}. Split it into two dashboards, or mount it as a file by provisioning.`,
  );
}

function prometheusRuleOf({ plugin, rules }: PluginBoards, options: KubernetesOptions): object {
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: {
      name: kubernetesName(`promenade-${plugin}`),
      ...namespaceOf(options),
      labels: labelsOf(options),
    },
    spec: rules,
  };
}

function labelsOf({ labels = {} }: KubernetesOptions): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/managed-by": "promenade", ...labels };
}

function namespaceOf({ namespace }: KubernetesOptions): { readonly namespace?: string } {
  return namespace === undefined ? {} : { namespace };
}
