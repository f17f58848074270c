import type { Plugin } from "@promenade/core";
import { expressionsOf, watchedPromql, type AlertDefinition } from "@promenade/dashboard";
import { createEngine } from "@promenade/promql";
import type { Judge } from "./judges.ts";
import { emptyPanels, withWindows } from "./panels.ts";
import { boardsOf, renderBoards, rulesFor } from "./plugin-under-test.ts";

/** Everything that a plugin's boards ask. */
export interface Queries {
  readonly dashboards: readonly unknown[];
  readonly alerts: readonly AlertDefinition[];
  /** Alerts that read a metric which the exercise cannot bring about. */
  readonly waiting: ReadonlySet<string>;
  /** Of panels, of alerts, and what alerts watch. */
  readonly all: readonly string[];
}

export interface Excuses {
  readonly emptyPanels: Readonly<Record<string, string>>;
  readonly emptyAlerts: Readonly<Record<string, string>>;
}

export async function queriesOf(plugin: Plugin, conditional: readonly string[]): Promise<Queries> {
  const dashboards = await renderBoards(plugin);
  const { alerts } = await boardsOf(plugin);
  const { groups } = await rulesFor(plugin);
  const rules = groups.flatMap((group) => group.rules.map(({ expr }) => expr));
  const panels = dashboards.flatMap((dashboard) =>
    expressionsOf(dashboard).map(({ expr }) => withWindows(expr)),
  );
  const absent = new Set(conditional.map((key) => plugin.metrics[key]?.name ?? ""));
  const waiting = alerts.filter((alert) => metricsOf(alert).some((name) => absent.has(name)));
  return {
    dashboards,
    alerts,
    waiting: new Set(waiting.map(({ name }) => name)),
    all: [...new Set([...panels, ...rules, ...alerts.map(watchedPromql)])],
  };
}

/** The metrics that an alert reads; a histogram's without the ending of its series. */
function metricsOf(alert: AlertDefinition): readonly string[] {
  const { selectors } = createEngine().parse(watchedPromql(alert));
  return selectors.flatMap(({ metric = "" }) => [
    metric,
    metric.replace(/_(?:bucket|count|sum)$/, ""),
  ]);
}

/** Panels and alerts that a judge has no data for and nobody excuses, and excuses for what is not there. */
export async function emptyIn(
  judge: Judge,
  { dashboards, alerts, waiting }: Queries,
  excuses: Excuses,
): Promise<{ readonly empty: readonly string[]; readonly unknown: readonly string[] }> {
  const panels = await emptyPanels(judge.answers, dashboards);
  const excused = Object.keys(excuses.emptyPanels);
  const names = new Set(alerts.map(({ name }) => name));
  const silent: string[] = [];
  for (const alert of alerts) {
    if (alert.name in excuses.emptyAlerts || waiting.has(alert.name)) continue;
    const query = watchedPromql(alert);
    const samples = await judge.answers.query(query);
    if (samples.some(({ value }) => Number.isFinite(value))) continue;
    silent.push(`${alert.name}: ${samples.length === 0 ? "no series" : "only NaN"} for ${query}`);
  }
  return {
    empty: [
      ...panels.empty.filter((panel) => !excused.some((listed) => panel.startsWith(listed))),
      ...silent,
    ],
    unknown: [
      ...excused.filter((listed) => !panels.all.some((panel) => panel.startsWith(listed))),
      ...Object.keys(excuses.emptyAlerts).filter((name) => !names.has(name)),
    ],
  };
}
