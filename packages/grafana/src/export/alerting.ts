import type { Rule } from "@promenade/dashboard";
import type { PluginBoards } from "./boards.ts";
import { ruleUid } from "./names.ts";

export interface AlertingOptions {
  /** Uid of the Prometheus data source that Grafana asks. */
  readonly datasourceUid: string;
  /** Title of the folder that the rules are in. */
  readonly folder: string;
  /** Default 1, the organisation that every Grafana has. */
  readonly organisation?: number;
}

/** The alerts as Grafana-managed rules, in the format of its file provisioning. */
export function alertingFile(
  boards: readonly PluginBoards[],
  options: AlertingOptions,
): Readonly<Record<string, unknown>> {
  const groups = boards.flatMap(({ rules }) => rules.groups);
  return {
    apiVersion: 1,
    groups: groups.map(({ name, rules }) => ({
      orgId: options.organisation ?? 1,
      name,
      folder: options.folder,
      interval: "1m",
      rules: rules.map((rule) => ruleOf(name, rule, options.datasourceUid)),
    })),
  };
}

/**
 * The nodes that Grafana itself makes when it imports a Prometheus rule: the query with its limit, "is there a value",
 * and "is it true". So the rule fires exactly for the series that Prometheus would fire for; no series means no alert.
 */
function ruleOf(group: string, rule: Rule, datasourceUid: string): object {
  return {
    uid: ruleUid(group, rule.alert),
    title: rule.alert,
    condition: "threshold",
    data: [
      {
        refId: "query",
        relativeTimeRange: { from: 600, to: 0 },
        datasourceUid,
        model: {
          refId: "query",
          datasource: { type: "prometheus", uid: datasourceUid },
          expr: rule.expr,
          instant: true,
          range: false,
        },
      },
      expression("prometheus_math", {
        type: "math",
        expression: "is_number($query) || is_nan($query) || is_inf($query)",
      }),
      expression("threshold", {
        type: "threshold",
        expression: "prometheus_math",
        conditions: [{ type: "query", evaluator: { type: "gt", params: [0] } }],
      }),
    ],
    noDataState: "OK",
    execErrState: "Error",
    for: rule.for,
    // Annotations are taken as they are; in labels Grafana would replace a $name by an environment variable.
    annotations: mapValues(rule.annotations, inGrafana),
    labels: mapValues(rule.labels, (value) => inGrafana(value).replaceAll("$", "$$$$")),
    isPaused: false,
  };
}

function expression(refId: string, model: Readonly<Record<string, unknown>>): object {
  return {
    refId,
    datasourceUid: "__expr__",
    model: { refId, datasource: { type: "__expr__", uid: "__expr__" }, ...model },
  };
}

/** In Grafana before 12, `$value` is a sentence about every node; the number is the query's. */
function inGrafana(template: string): string {
  return template.replaceAll(/\$value\b/g, "$values.query.Value");
}

function mapValues(
  values: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
