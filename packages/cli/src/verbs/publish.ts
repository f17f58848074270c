import { resolve } from "node:path";
import type { AlertUpload, EditPolicy, PublishedItem, UploadResult } from "@promenade/grafana";
import { usageError } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { grafanaOptions, type GrafanaVerbOptions } from "../grafana/options.ts";
import type { Mark } from "../output/style.ts";
import type { Verb } from "../verb.ts";

interface PublishVerbOptions extends GrafanaVerbOptions {
  readonly folder?: string;
  readonly onEdit?: EditPolicy;
  readonly alerts?: string;
  readonly runbookUrl?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** `promenade publish`: dashboards into a Grafana, from a pipeline or by hand. */
export const publish: Verb<PublishVerbOptions> = {
  name: "publish",
  summary: "upload the dashboards to Grafana",
  description:
    "Uploads the dashboards of the app's plugins, and of files of your own. What is unchanged is not written; what somebody changed in Grafana is kept, unless told otherwise. Ends with 1 when anything failed.",
  arguments: [
    { name: "[files...]", description: "dashboards (.json) of your own, or directories of them" },
  ],
  options: [
    ...grafanaOptions,
    {
      flags: "--folder <title>",
      description: "the folder (default: that of the set-up, else Promenade)",
    },
    {
      flags: "--on-edit <policy>",
      description: "for a dashboard that somebody changed in Grafana (default: keep)",
      choices: ["keep", "overwrite", "fail"],
    },
    {
      flags: "--alerts <uid>",
      description: "upload the alerts too, as Grafana's own, on the data source with this uid",
    },
    {
      flags: "--runbook-url <url>",
      description: "where the alerts' runbooks are; {plugin} is replaced by the plugin's name",
    },
    { flags: "--force", description: "write also what Grafana has newer: for a roll-back" },
    { flags: "--dry-run", description: "only say what would be written" },
  ],
  examples: [
    {
      command: "GRAFANA_URL=https://grafana.example.com GRAFANA_TOKEN=… promenade publish",
      meaning: "from a pipeline",
    },
    {
      command:
        "promenade publish --grafana http://localhost:3000 --grafana-token-file token grafana/*.json",
      meaning: "with dashboards of your own",
    },
    { command: "promenade publish --dry-run", meaning: "what would it write?" },
  ],
  async run(context) {
    const { args, options, output, directory, loadApp } = context;
    const { folder, onEdit, alerts, runbookUrl, force = false, dryRun = false } = options;
    const app = await loadApp();
    const { grafanaAccess } = await import("../grafana/connection.ts");
    const { connection, uploading } = grafanaAccess(context, app);
    output.progress(connection.url);
    const grafana = await import("@promenade/grafana");
    const report = await grafana.publish({
      ...uploading,
      connection,
      plugins: app.plugins,
      service: app.service,
      dashboards: [
        ...(uploading.dashboards ?? []),
        ...args.map((file) => resolve(directory, file)),
      ],
      ...(folder === undefined ? {} : { folder }),
      ...(onEdit === undefined ? {} : { onEdit }),
      ...alertsOf(uploading.alerts, alerts, runbookUrl),
      dryRun,
      force,
      signal: context.interruption(),
    });
    const verb = report.isDryRun ? "would be " : "";
    for (const each of [...report.folders, ...report.dashboards, ...report.alerts]) {
      const what = isChange(each.result) ? `${verb}${each.result}` : each.result;
      const where = "url" in each && each.result !== "failed" ? ` ${String(each.url)}` : "";
      output.step({
        mark: markOf[each.result],
        text: `${each.title}: ${what}${where}`,
        fix: each.reason === "" ? undefined : each.reason,
      });
    }
    for (const problem of report.problems) output.step({ mark: "problem", text: problem });
    output.line(`${report.grafana}: ${summaryOf(report.dashboards)}.`);
    output.result(report);
    return report.ok ? exitCodes.ok : exitCodes.problem;
  },
};

/** Those of the set-up, with what was given on the command line. */
function alertsOf(
  own: AlertUpload | undefined,
  given: string | undefined,
  runbookUrl: string | undefined,
): { readonly alerts?: AlertUpload } {
  const dataSource = given ?? own?.dataSource;
  if (dataSource === undefined) {
    if (runbookUrl === undefined) return {};
    throw usageError("--runbook-url is for alerts: give --alerts <uid of the data source>, too");
  }
  const runbooks = runbookUrl === undefined ? {} : { runbookUrl };
  return { alerts: { ...(given === undefined ? own : {}), dataSource, ...runbooks } };
}

const markOf: Readonly<Record<UploadResult, Mark>> = {
  created: "ok",
  updated: "ok",
  unchanged: "ok",
  kept: "warning",
  older: "warning",
  provisioned: "warning",
  failed: "problem",
};

function isChange(result: UploadResult): boolean {
  return result === "created" || result === "updated";
}

function summaryOf(dashboards: readonly PublishedItem[]): string {
  const counts = new Map<UploadResult, number>();
  for (const { result } of dashboards) counts.set(result, (counts.get(result) ?? 0) + 1);
  const parts = [...counts].map(([result, number]) => `${number} ${result}`);
  return parts.length === 0 ? "no dashboard was written" : `dashboards: ${parts.join(", ")}`;
}
