import type { MetricDefinition, Plugin } from "@promenade/core";
import type { RuleFile } from "@promenade/dashboard";
import { renderBoards } from "@promenade/dashboard/boards";

/** A dashboard as the list shows it, and its JSON as Grafana gets it. */
export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly panels: number;
  readonly json: object;
}

/** The dashboards and alert rules of plugins: plain data, ready for another thread. */
export interface Boards {
  readonly dashboards: readonly object[];
  readonly rules: readonly RuleFile[];
}

/** Loads what belongs to the plugins. One whose boards fail is left out, and said. */
export async function boardsOf(
  plugins: readonly Plugin[],
  onError: (plugin: string, error: unknown) => void,
): Promise<Boards> {
  const dashboards: object[] = [];
  const rules: RuleFile[] = [];
  for (const plugin of plugins) {
    try {
      const boards = await renderBoards(plugin, { enabled: isEnabledIn(plugin) });
      dashboards.push(...boards.dashboards);
      rules.push(boards.rules);
    } catch (error) {
      onError(plugin.name, error);
    }
  }
  return { dashboards, rules };
}

/** The metrics that the user turned off are off; those of core and of other plugins are on. */
function isEnabledIn(plugin: Plugin): (metric: MetricDefinition) => boolean {
  const off = new Set(
    Object.entries(plugin.metrics)
      .filter(([key]) => !plugin.enabled.has(key))
      .map(([, { name }]) => name),
  );
  return ({ name }) => !off.has(name);
}

/** A dashboard's JSON with what the list shows; an uid is made up where there is none. */
export function boardOf(json: object, index: number): Board {
  const { uid, title, description, tags, panels, rows } = json as Readonly<Record<string, unknown>>;
  const listed = [...listOf(panels), ...listOf(rows)];
  return {
    uid: typeof uid === "string" && uid !== "" ? uid : `dashboard-${index + 1}`,
    title: typeof title === "string" && title !== "" ? title : `Dashboard ${index + 1}`,
    description: typeof description === "string" ? (description.split("\n")[0] ?? "") : "",
    tags: listOf(tags).filter((tag): tag is string => typeof tag === "string"),
    panels: listed.reduce<number>((sum, panel) => {
      const { type, panels: inside } = (panel ?? {}) as { type?: unknown; panels?: unknown };
      return sum + (type === "row" || type === undefined ? listOf(inside).length : 1);
    }, 0),
    json,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
