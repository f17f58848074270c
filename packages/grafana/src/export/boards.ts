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
  /** Where a plugin's runbook page can be read: gets `#<alertname>` added, and `{plugin}` replaced. Default: Promenade's own. */
  readonly runbookUrl?: string;
  /** Where Grafana is: alerts then link to their dashboard. */
  readonly grafanaUrl?: string;
}

/** What belongs to one plugin of an app, without what needs a metric that the app does not record. */
export interface PluginBoards {
  readonly plugin: string;
  readonly dashboards: readonly GrafanaDashboard[];
  /** No group when the plugin has no alert. */
  readonly rules: RuleFile;
  /** The page that the alerts' `runbook_url` leads to, in Markdown; "" without alerts. */
  readonly runbook: string;
}

/** The pages of the first-party plugins. */
const runbooks =
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
      const { runbookUrl = runbooks, grafanaUrl } = options;
      return {
        plugin: plugin.name,
        dashboards: dashboards.map((dashboard) => render(dashboard, { enabled })),
        rules: rulesOf(alerts, {
          group: plugin.name,
          enabled,
          runbookUrl: runbookUrl.replaceAll("{plugin}", plugin.name),
          ...(grafanaUrl === undefined ? {} : { grafanaUrl }),
        }),
        runbook:
          alerts.length === 0
            ? ""
            : renderRunbook(alerts, { title: `Runbook of the ${plugin.name} alerts` }),
      };
    }),
  );
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
