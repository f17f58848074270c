import { selfMetrics, type MetricDefinition, type Plugin } from "@promenade/core";
import {
  render,
  renderRunbook,
  rulesOf,
  type AlertDefinition,
  type DashboardDefinition,
  type GrafanaDashboard,
  type RuleFile,
} from "@promenade/dashboard";

export interface BoardOptions {
  /**
   * Where a plugin's runbook page can be read: `{plugin}` is replaced, and `#<alertname>` added. Default: Promenade's own
   * pages for its own plugins, none for others.
   */
  readonly runbookUrl?: string;
  /** Where Grafana is: alerts then link to their dashboard. */
  readonly grafanaUrl?: string;
}

/** A dashboard as Grafana's JSON: ours, or any other with a uid. */
export type DashboardJson = GrafanaDashboard | { readonly uid: string; readonly title: string };

/** What belongs to one plugin of an app, without what needs a metric that the app does not record. */
export interface PluginBoards {
  /** Name of the plugin; of what else the boards belong to, for dashboards of your own. */
  readonly plugin: string;
  readonly dashboards: readonly DashboardJson[];
  /** No group when the plugin has no alert. */
  readonly rules: RuleFile;
  /** The page that the alerts' `runbook_url` leads to, in Markdown; "" without alerts. */
  readonly runbook: string;
}

const firstParty = new Set(["node", "nestjs", "prisma", "bullmq", "graphql", "kafka"]);
const ownRunbooks =
  "https://github.com/promenade-js/promenade/blob/main/dashboards/{plugin}.runbook.md";

/** The dashboards and alerts of an app's plugins, in the plugins' order. */
export async function boardsOf(
  plugins: readonly Plugin[],
  options: BoardOptions = {},
): Promise<readonly PluginBoards[]> {
  const names = new Set(recordedBy(plugins).map(({ name }) => name));
  const enabled = ({ name }: { readonly name: string }): boolean => names.has(name);
  return await Promise.all(
    plugins.map(async (plugin) => {
      const boards = await plugin.boards?.();
      const dashboards = (boards?.dashboards ?? []) as readonly DashboardDefinition[];
      const alerts = (boards?.alerts ?? []) as readonly AlertDefinition[];
      const { grafanaUrl } = options;
      const runbookUrl = options.runbookUrl ?? (firstParty.has(plugin.name) ? ownRunbooks : "");
      const rules = rulesOf(alerts, {
        group: plugin.name,
        enabled,
        ...(runbookUrl === ""
          ? {}
          : { runbookUrl: runbookUrl.replaceAll("{plugin}", plugin.name) }),
        ...(grafanaUrl === undefined ? {} : { grafanaUrl }),
      });
      return {
        plugin: plugin.name,
        dashboards: dashboards.map((dashboard) => render(dashboard, { enabled })),
        rules,
        runbook: runbookOf(plugin.name, alerts, rules),
      };
    }),
  );
}

/** Of the alerts that have a rule: what the app does not record cannot wake anybody. */
function runbookOf(plugin: string, alerts: readonly AlertDefinition[], rules: RuleFile): string {
  const names = new Set(rules.groups.flatMap((group) => group.rules.map((rule) => rule.alert)));
  const kept = alerts.filter(({ name }) => names.has(name));
  return kept.length === 0 ? "" : renderRunbook(kept, { title: `Runbook of the ${plugin} alerts` });
}

/** Every metric that an app with these plugins records, Promenade's own included. */
export function recordedBy(plugins: readonly Plugin[]): readonly MetricDefinition[] {
  return [...Object.values<MetricDefinition>(selfMetrics), ...plugins.flatMap(definitionsOf)];
}

/** The metrics of a plugin that the user kept. */
export function definitionsOf({ metrics, enabled }: Plugin): readonly MetricDefinition[] {
  return Object.entries(metrics)
    .filter(([key]) => enabled.has(key))
    .map(([, definition]) => definition);
}
