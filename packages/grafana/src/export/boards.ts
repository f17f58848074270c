import { selfMetrics, type MetricDefinition, type Plugin } from "@promenade/core";
import type { GrafanaDashboard, RuleFile } from "@promenade/dashboard";
import { renderBoards, type RenderedBoards } from "@promenade/dashboard/boards";

/** Where runbooks and dashboards can be read, for the links of alerts. */
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

/**
 * The dashboards and alerts of an app's plugins, in the plugins' order. Made one by one, with the app's own work in
 * between; an app that never asks for them never loads what makes them.
 */
export async function boardsOf(
  plugins: readonly Plugin[],
  options: BoardOptions = {},
): Promise<readonly PluginBoards[]> {
  const { renderRunbook } = await import("@promenade/dashboard");
  const all: PluginBoards[] = [];
  for await (const [{ name }, { dashboards, rules, alerts }] of renderedBoards(plugins, options)) {
    const title = `Runbook of the ${name} alerts`;
    const runbook = alerts.length === 0 ? "" : renderRunbook(alerts, { title });
    all.push({ plugin: name, dashboards, rules, runbook });
  }
  return all;
}

/** The boards of each plugin, without pages for people. `onError`: what to do about a plugin whose boards fail. */
export async function* renderedBoards(
  plugins: readonly Plugin[],
  options: BoardOptions,
  onError: (plugin: Plugin, error: unknown) => void = (_plugin, error) => {
    throw error;
  },
): AsyncGenerator<readonly [Plugin, RenderedBoards]> {
  const names = new Set(recordedBy(plugins).map(({ name }) => name));
  const enabled = ({ name }: { readonly name: string }): boolean => names.has(name);
  for (const plugin of plugins) {
    let boards: RenderedBoards;
    try {
      boards = await renderBoards(plugin, { enabled, ...linksOf(plugin.name, options) });
    } catch (error) {
      onError(plugin, error);
      continue;
    }
    yield [plugin, boards];
  }
}

function linksOf(plugin: string, options: BoardOptions): BoardOptions {
  const { grafanaUrl } = options;
  const runbookUrl = options.runbookUrl ?? (firstParty.has(plugin) ? ownRunbooks : "");
  return {
    ...(runbookUrl === "" ? {} : { runbookUrl: runbookUrl.replaceAll("{plugin}", plugin) }),
    ...(grafanaUrl === undefined ? {} : { grafanaUrl }),
  };
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
