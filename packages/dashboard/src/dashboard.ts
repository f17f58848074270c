import type { MetricDefinition } from "@promenade/core";
import { invalid } from "./invalid.ts";
import { expressionsIn } from "./panels/panels.ts";
import type { Link, Row } from "./panels/types.ts";
import type { DashboardVariable } from "./variables.ts";

/** What `dashboard()` takes. */
export interface DashboardOptions {
  /** At most 40 letters, digits, `-` and `_`; stable for ever: `promenade-<plugin>`. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Besides `promenade` and the plugin's name, which are always there. */
  readonly tags?: readonly string[];
  /** The metric whose targets fill the job and instance variables. */
  readonly anchor: MetricDefinition;
  /** Variables besides datasource, job and instance. */
  readonly variables?: readonly DashboardVariable[];
  /** Besides the drop-down of the sister dashboards. */
  readonly links?: readonly Link[];
  readonly rows: readonly Row[];
}

/** A dashboard as plain data: {@link render} makes Grafana's JSON from it. */
export interface DashboardDefinition extends Required<DashboardOptions> {
  readonly kind: "dashboard";
}

/**
 * Defines a dashboard.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID`
 */
export function dashboard(options: DashboardOptions): DashboardDefinition {
  const part = `Dashboard "${options.uid}"`;
  if (!/^[a-zA-Z0-9_-]{1,40}$/.test(options.uid))
    invalid(part, "needs a uid of 1 to 40 letters, digits, dashes and underscores");
  for (const key of ["title", "description"] as const) {
    if ((options[key] ?? "").trim() === "") invalid(part, `needs a ${key}`);
  }
  const titles = options.rows.map((row) => row.title);
  const twice = titles.find((title, index) => titles.indexOf(title) !== index);
  if (twice !== undefined) invalid(part, `has two rows "${twice}"`);
  const { variables = [], tags = [], links = [] } = options;
  const known = new Set(variables.map((variable) => variable.variable));
  for (const row of options.rows) {
    for (const panel of row.panels) {
      for (const name of expressionsIn(panel).flatMap((expression) => expression.variables)) {
        if (!known.has(name))
          invalid(
            part,
            `uses the variable "${name}" in panel "${panel.title}"; name it in \`variables\``,
          );
      }
    }
  }
  const plugin = options.uid.replace(/^promenade-/, "");
  return Object.freeze({
    kind: "dashboard",
    ...options,
    variables,
    links,
    tags: Object.freeze([...new Set(["promenade", plugin, ...tags])]),
  });
}
