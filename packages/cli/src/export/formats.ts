import {
  dashboardFiles,
  kubernetesFiles,
  provisioningFiles,
  ruleFiles,
  runbookFiles,
  type ExportedFile,
  type PluginBoards,
} from "@promenade/grafana/files";
import { usageError } from "../errors.ts";

export interface ExportOptions {
  readonly format: Format;
  readonly out?: string;
  readonly folder?: string;
  readonly prometheus?: string;
  readonly namespace?: string;
  readonly label?: readonly string[];
  readonly alerts: boolean;
}

export type Format = keyof typeof formats;

interface FormatDefinition {
  /** Where the files go, unless told otherwise. */
  readonly directory: string;
  readonly files: (
    boards: readonly PluginBoards[],
    options: ExportOptions,
  ) => readonly ExportedFile[];
}

/** Everything that `--format` takes. */
export const formats = {
  files: {
    directory: "dashboards",
    files: (boards, { alerts }) => [
      ...dashboardFiles(boards),
      ...(alerts ? [...ruleFiles(boards), ...runbookFiles(boards)] : []),
    ],
  },
  provisioning: {
    directory: "grafana",
    files: (boards, { folder, prometheus, alerts }) =>
      provisioningFiles(boards, {
        alerts,
        ...(folder === undefined ? {} : { folder }),
        ...(prometheus === undefined ? {} : { prometheusUrl: prometheus }),
      }),
  },
  kubernetes: {
    directory: "kubernetes",
    files: (boards, { folder, namespace, label = [], alerts }) =>
      kubernetesFiles(
        alerts ? boards : boards.map((each) => ({ ...each, rules: { groups: [] } })),
        {
          labels: Object.fromEntries(label.map(pair)),
          ...(folder === undefined ? {} : { folder }),
          ...(namespace === undefined ? {} : { namespace }),
        },
      ),
  },
} as const satisfies Readonly<Record<string, FormatDefinition>>;

function pair(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw usageError(`--label takes name=value, and got "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}
