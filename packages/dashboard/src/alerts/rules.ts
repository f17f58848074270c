import { dashboardContext } from "../promql/expression.ts";
import { writeSelector, type Matcher } from "../promql/matchers.ts";
import { canAsk, type IsEnabled } from "../render/filter.ts";
import { alertPromql, type AlertDefinition } from "./alert.ts";

/** Which alerts become rules, under which name, and with which links. */
export interface RuleOptions {
  /** Name of the rule group. */
  readonly group: string;
  /** Whether the app records a metric. Default: all are on. */
  readonly enabled?: IsEnabled;
  /** Where the runbook page is; `#<alertname>` is added. An alert with a `runbookUrl` of its own keeps that. */
  readonly runbookUrl?: string;
  /** Where Grafana is: adds `dashboard_url` to alerts that name a dashboard. */
  readonly grafanaUrl?: string;
  /** Conditions for every selector, for a Prometheus that many apps share. */
  readonly where?: { readonly [label: string]: string | Matcher };
}

/** A Prometheus rule file, as data. */
export interface RuleFile {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly Rule[];
  }[];
}

/** An alerting rule as Prometheus reads it. */
export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The alerts as Prometheus rules. */
export function rulesOf(alerts: readonly AlertDefinition[], options: RuleOptions): RuleFile {
  const isEnabled = options.enabled ?? (() => true);
  const selectors = selectorsOf(options.where ?? {});
  const rules = alerts
    .filter((alert) => canAsk(alert.expression, isEnabled))
    .map((alert) => ruleOf(alert, options, selectors));
  return { groups: rules.length === 0 ? [] : [{ name: options.group, rules }] };
}

/** The runbook of the alerts as one Markdown page. */
export function renderRunbook(
  alerts: readonly AlertDefinition[],
  options: { readonly title?: string } = {},
): string {
  const parts = alerts.map((alert) => {
    const { meaning, impact, diagnosis, mitigation } = alert.runbook;
    const facts = `Severity \`${alert.severity}\`, after ${alert.for}. ${alert.summary}`;
    const sections = Object.entries({ meaning, impact, diagnosis, mitigation }).map(
      ([name, body]) => `### ${name.charAt(0).toUpperCase()}${name.slice(1)}\n\n${body.trim()}\n`,
    );
    const query = `\`\`\`promql\n${alertPromql(alert)}\n\`\`\`\n`;
    return [`## ${alert.name}\n`, `${facts}\n`, query, ...sections].join("\n");
  });
  return [`# ${options.title ?? "Runbook"}\n`, ...parts].join("\n");
}

function ruleOf(alert: AlertDefinition, options: RuleOptions, selectors: readonly string[]): Rule {
  const { runbookUrl, grafanaUrl } = options;
  const annotations: Record<string, string> = {
    summary: alert.summary,
    description: alert.description,
  };
  const page = runbookUrl === undefined ? undefined : `${runbookUrl}#${alert.name.toLowerCase()}`;
  const runbook = alert.runbookUrl ?? page;
  if (runbook !== undefined) annotations["runbook_url"] = runbook;
  if (grafanaUrl !== undefined && alert.dashboard !== undefined) {
    const query = (["job", "instance"] as const)
      .filter((label) => alert.expression.labels.includes(label))
      .map((label) => `var-${label}={{ $labels.${label} | urlquery }}`);
    annotations["dashboard_url"] =
      `${grafanaUrl.replace(/\/$/, "")}/d/${alert.dashboard}${query.length === 0 ? "" : `?${query.join("&")}`}`;
  }
  return {
    alert: alert.name,
    expr: alertPromql(alert, selectors),
    for: alert.for,
    labels: { severity: alert.severity },
    annotations,
  };
}

function selectorsOf(where: NonNullable<RuleOptions["where"]>): readonly string[] {
  const bare = { ...dashboardContext, selectors: [], hides: () => true };
  const text = writeSelector("", where, bare);
  return text === "" ? [] : [text.slice(1, -1)];
}
