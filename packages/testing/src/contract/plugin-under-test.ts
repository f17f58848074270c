import {
  promenade,
  Registry,
  selfMetrics,
  type Logger,
  type MetricDefinition,
  type MetricFilter,
  type Plugin,
  type Promenade,
  type PromenadeOptions,
} from "@promenade/core";
import {
  render,
  rulesOf,
  type AlertDefinition,
  type DashboardDefinition,
  type GrafanaDashboard,
  type RuleFile,
} from "@promenade/dashboard";

/** Makes the plugin with the options of the test: `(filter) => prisma({ client, ...filter })`. */
export type MakePlugin = (filter: MetricFilter<never>) => Plugin | Promise<Plugin>;

/** The dashboards and alerts of a plugin, as `@promenade/dashboard` made them. */
export interface Boards {
  readonly dashboards: readonly DashboardDefinition[];
  readonly alerts: readonly AlertDefinition[];
}

/** Loads a plugin's dashboards and alerts; none when it has none. */
export async function boardsOf(plugin: Plugin): Promise<Boards> {
  const boards = await plugin.boards?.();
  return (boards ?? { dashboards: [], alerts: [] }) as unknown as Boards;
}

/** Whether an app with this plugin alone records a metric. */
export function isRecordedBy(plugin: Plugin): (metric: MetricDefinition) => boolean {
  const names = new Set(definitionsOf(plugin).map(({ name }) => name));
  for (const { name } of Object.values<MetricDefinition>(selfMetrics)) names.add(name);
  return (metric) => names.has(metric.name);
}

/** The metrics that the user kept. */
export function definitionsOf(plugin: Plugin): readonly MetricDefinition[] {
  return Object.entries(plugin.metrics)
    .filter(([key]) => plugin.enabled.has(key))
    .map(([, definition]) => definition);
}

/** A plugin's dashboards as Grafana's JSON, without what needs a metric that is off. */
export async function renderBoards(plugin: Plugin): Promise<readonly GrafanaDashboard[]> {
  const { dashboards } = await boardsOf(plugin);
  return dashboards.map((dashboard) => render(dashboard, { enabled: isRecordedBy(plugin) }));
}

/** The rules of a plugin's alerts. */
export async function rulesFor(plugin: Plugin): Promise<RuleFile> {
  const { alerts } = await boardsOf(plugin);
  return rulesOf(alerts, { group: plugin.name, enabled: isRecordedBy(plugin) });
}

const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** An app with that plugin alone and a registry of its own. */
export function appWith(plugin: Plugin, options: PromenadeOptions = {}): Promenade {
  return promenade({
    service: "contract",
    plugins: [plugin],
    registry: new Registry(),
    server: false,
    log: quiet,
    ...options,
  });
}

/** One line of the text format. */
export interface ExposedSample {
  readonly name: string;
  readonly line: string;
  readonly value: number;
}

export function samplesIn(exposition: string): readonly ExposedSample[] {
  return exposition.split("\n").flatMap((line) => {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{.*\})? (\S+)/.exec(line);
    if (match === null) return [];
    return [{ name: match[1] ?? "", line, value: Number(match[2]) }];
  });
}

/** Grows with every record, whatever the metric: sums of counters and counts of histograms. */
export function recordsIn(exposition: string): number {
  return samplesIn(exposition)
    .filter(({ name }) => /_(?:total|count|sum)$/.test(name) && !name.startsWith("promenade_"))
    .reduce((sum, { value }) => sum + value, 0);
}

/** Which of the metrics have at least one series. */
export function withSeries(
  definitions: readonly MetricDefinition[],
  exposition: string,
): ReadonlySet<string> {
  const names = new Set(samplesIn(exposition).map(({ name }) => name));
  const first = ({ name, type }: MetricDefinition): string =>
    type === "histogram" ? `${name}_count` : name;
  return new Set(
    definitions.filter((definition) => names.has(first(definition))).map(({ name }) => name),
  );
}
