import { setImmediate } from "node:timers/promises";
import type { MetricDefinition, Plugin } from "@promenade/core";
import type { AlertDefinition, RuleFile, RuleOptions } from "./alerts/index.ts";
import type { DashboardDefinition } from "./dashboard.ts";
import type { GrafanaDashboard } from "./render/index.ts";

/** What `renderBoards()` takes: what is recorded, and the links of alerts. */
export interface BoardsOptions extends Omit<RuleOptions, "group" | "enabled"> {
  /** Whether the app records a metric: what needs one that it does not is left out. */
  readonly enabled: (metric: MetricDefinition) => boolean;
}

/** What belongs to one plugin, ready for Grafana and Prometheus. */
export interface RenderedBoards {
  readonly dashboards: readonly GrafanaDashboard[];
  /** One group, named like the plugin; none when no alert is left. */
  readonly rules: RuleFile;
  /** Those that have a rule. */
  readonly alerts: readonly AlertDefinition[];
}

/**
 * Renders the dashboards and alerts of a plugin inside an app that has other work: modules are loaded a few at a time,
 * dashboards rendered one by one, and the event loop turns in between. Nothing else of this package is loaded before.
 */
export async function renderBoards(
  plugin: Plugin,
  { enabled, ...options }: BoardsOptions,
): Promise<RenderedBoards> {
  const { render, rulesOf } = await (loading ??= load());
  await setImmediate();
  const boards = await plugin.boards?.();
  const dashboards: GrafanaDashboard[] = [];
  for (const dashboard of (boards?.dashboards ?? []) as readonly DashboardDefinition[]) {
    await setImmediate();
    dashboards.push(render(dashboard, { enabled }));
  }
  await setImmediate();
  const all = (boards?.alerts ?? []) as readonly AlertDefinition[];
  const rules = rulesOf(all, { ...options, group: plugin.name, enabled });
  const names = new Set(rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert)));
  return { dashboards, rules, alerts: all.filter(({ name }) => names.has(name)) };
}

type Package = typeof import("./index.ts");

let loading: Promise<Package> | undefined;

/** An import blocks until all that it needs is there, so what the whole needs comes first, part by part. */
async function load(): Promise<Package> {
  const parts = [
    () => import("./promql/series.ts"),
    () => import("./promql/index.ts"),
    () => import("./panels/index.ts"),
    () => import("./alerts/index.ts"),
    () => import("./render/index.ts"),
  ];
  for (const part of parts) {
    await setImmediate();
    await part();
  }
  await setImmediate();
  return await import("./index.ts");
}
