import { stringify } from "@promenade/dashboard";
import { stringify as toYaml } from "yaml";
import type { PluginBoards } from "./boards.ts";
import type { ExportedFile } from "./files.ts";
import { fileName } from "./names.ts";

/** `<dashboard>.json`, one each: for _Dashboards → New → Import_, file provisioning, or Terraform. */
export function dashboardFiles(boards: readonly PluginBoards[]): readonly ExportedFile[] {
  return boards.flatMap(({ dashboards }) =>
    dashboards.map((dashboard) => ({
      path: `${fileName(dashboard.uid)}.json`,
      content: stringify(dashboard),
    })),
  );
}

/** `<plugin>.rules.yaml` for Prometheus' `rule_files`, one for each plugin that has alerts. */
export function ruleFiles(boards: readonly PluginBoards[]): readonly ExportedFile[] {
  return boards
    .filter(({ rules }) => rules.groups.length > 0)
    .map(({ plugin, rules }) => ({ path: `${plugin}.rules.yaml`, content: yaml(rules) }));
}

/** `<plugin>.runbook.md`, the pages for `runbook_url` to lead to. */
export function runbookFiles(boards: readonly PluginBoards[]): readonly ExportedFile[] {
  return boards
    .filter(({ runbook }) => runbook !== "")
    .map(({ plugin, runbook }) => ({ path: `${plugin}.runbook.md`, content: runbook }));
}

/** YAML whose lines are never folded, so that a query stays on its line and the same data give the same text. */
export function yaml(value: unknown): string {
  return toYaml(value, { lineWidth: 0 });
}
