import { relative, resolve } from "node:path";
import { readOwnBoards } from "../boards/own.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExportOptions } from "../export/formats.ts";
import type { Verb } from "../verb.ts";

interface ExportVerbOptions extends ExportOptions {
  readonly runbookUrl?: string;
  readonly grafana?: string;
  readonly dryRun?: boolean;
  readonly check?: boolean;
}

/** `promenade export`: dashboards and alerts as files. */
export const exportFiles: Verb<ExportVerbOptions> = {
  name: "export",
  summary: "write dashboards and alerts as files",
  description:
    "Writes the dashboards and alerts of the app's plugins, and of files of your own, for Git, for Grafana's provisioning or for Kubernetes. The same app always gives the same bytes; files that are up to date are not touched.",
  arguments: [
    {
      name: "[files...]",
      description: "dashboards (.json) and Prometheus rules (.yaml) of your own, to go with them",
    },
  ],
  options: [
    {
      flags: "-f, --format <format>",
      description:
        "files: dashboards, Prometheus rules and runbooks; provisioning: a tree for Grafana; kubernetes: ConfigMaps and PrometheusRules",
      default: "files",
      choices: ["files", "provisioning", "kubernetes"],
    },
    {
      flags: "-o, --out <directory>",
      description: "where to (default: dashboards, grafana or kubernetes, after the format)",
    },
    {
      flags: "--folder <title>",
      description: "the dashboards' folder in Grafana (default: Promenade)",
    },
    {
      flags: "--prometheus <url>",
      description:
        "provisioning: where Grafana reaches Prometheus (default: http://prometheus:9090)",
    },
    { flags: "--namespace <name>", description: "kubernetes: namespace of the objects" },
    {
      flags: "--label <name=value>",
      description: "kubernetes: a label of every object; may be given several times",
      isRepeatable: true,
    },
    {
      flags: "--runbook-url <url>",
      description: "where the runbooks are; {plugin} is replaced by the plugin's name",
    },
    {
      flags: "--grafana <url>",
      description: "where Grafana is, so that alerts link to their dashboard",
    },
    { flags: "--no-alerts", description: "dashboards only" },
    { flags: "--dry-run", description: "say what would be written" },
    {
      flags: "--check",
      description: "write nothing, and fail when a file is not up to date: for CI",
    },
  ],
  examples: [
    {
      command: "promenade export",
      meaning: "dashboards/*.json, *.rules.yaml and *.runbook.md, for Git",
    },
    {
      command: "promenade export --format provisioning --prometheus http://prometheus:9090",
      meaning: "grafana/, to be mounted into Grafana's container",
    },
    {
      command: "promenade export --format kubernetes --label release=kube-prometheus-stack",
      meaning: "kubernetes/, for kubectl apply or Argo CD",
    },
    {
      command: "promenade export --check",
      meaning: "in CI: are the committed files those of this code?",
    },
  ],
  async run({ args, options, output, directory, loadApp }) {
    const { format, runbookUrl, grafana, check = false, dryRun = false } = options;
    const app = await loadApp();
    output.progress("dashboards");
    const { boardsOf, writeFiles } = await import("@promenade/grafana");
    const { formats } = await import("../export/formats.ts");
    const boards = [
      ...(await boardsOf(app.plugins, {
        ...(runbookUrl === undefined ? {} : { runbookUrl }),
        ...(grafana === undefined ? {} : { grafanaUrl: grafana }),
      })),
      ...(await readOwnBoards(directory, args)),
    ];
    const { directory: folder, files } = formats[format];
    const target = resolve(directory, options.out ?? folder);
    const isOnlyAsked = check || dryRun;
    const written = await writeFiles(target, files(boards, options), { dryRun: isOnlyAsked });
    const changed = written.filter(({ state }) => state === "written").length;
    const isStale = check && changed > 0;
    const shown = relative(directory, target) || ".";
    for (const { path, state } of written) {
      const what = state === "unchanged" ? "unchanged" : isOnlyAsked ? "to be written" : "written";
      output.step({
        mark: isStale && state === "written" ? "problem" : "ok",
        text: `${shown}/${path}: ${what}`,
      });
    }
    if (isStale)
      output.line("Not up to date. Write the files by `promenade export`, and commit them.");
    output.result({ ok: !isStale, format, directory: target, files: written });
    return isStale ? exitCodes.problem : exitCodes.ok;
  },
};
