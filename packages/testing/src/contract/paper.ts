import { selfMetrics, type MetricDefinition, type Plugin } from "@promenade/core";
import { alertPromql, renderRunbook } from "@promenade/dashboard";
import { formatFindings, lintDashboards, lintRules } from "@promenade/dashboard/lint";
import { renderRules } from "@promenade/dashboard/yaml";
import { createEngine } from "@promenade/promql";
import { holds, none, same } from "../runner/check.ts";
import { runner } from "../runner/runner.ts";
import { prometheusVersions } from "../services/prometheus-versions.ts";
import { promtool } from "../services/promtool.ts";
import {
  boardsOf,
  definitionsOf,
  isRecordedBy,
  renderBoards,
  type MakePlugin,
} from "./plugin-under-test.ts";

/** Names that OpenTelemetry's semantic conventions own; everything else begins with the plugin's name. */
const conventions =
  /^(?:app|container|cpu|db|dns|faas|feature_flag|gen_ai|go|graphql|hardware|http|jvm|messaging|mcp|nodejs|process|rpc|signalr|system|target|v8js|websocket)_/;

/** What can be proven without running the plugin. */
export function testPaper(make: MakePlugin): void {
  runner.it("has names and help that follow the conventions", 30_000, async () => {
    const plugin = await make({});
    const definitions = Object.values(plugin.metrics);
    const names = definitions.map(({ name }) => name);
    same(names, [...new Set(names)], "each name is used once");
    const own = new Set(Object.values<MetricDefinition>(selfMetrics).map(({ name }) => name));
    none(
      names.filter((name) => own.has(name)),
      "names that Promenade itself uses",
    );
    const prefix = `${plugin.name.replaceAll("-", "_")}_`;
    none(
      names.filter((name) => !name.startsWith(prefix) && !conventions.test(name)),
      `names that neither begin with ${prefix} nor with a namespace of OpenTelemetry`,
    );
    none(
      definitions.map(({ help }) => help).filter((help) => !/^[A-Z0-9`][^\n]*\.$/.test(help)),
      "help that is not a sentence on one line",
    );
    none(
      definitions
        .flatMap(({ labels }) => labels)
        .filter((label) => !/^[a-z][a-z0-9_]*$/.test(label)),
      "labels that are not in snake_case",
    );
  });

  runner.it("has dashboards that the linter finds nothing in", 60_000, async () => {
    const plugin = await make({});
    const dashboards = await renderBoards(plugin);
    holds(dashboards.length > 0, "number of dashboards: 0; a plugin has at least one");
    const uids = dashboards.map(({ uid }) => uid);
    holds(
      uids.includes(`promenade-${plugin.name}`),
      `no dashboard has the uid promenade-${plugin.name}`,
    );
    none(
      uids.filter((uid) => !uid.startsWith("promenade-")),
      "uids that do not begin with promenade-",
    );
    same(findingsIn(plugin, dashboards), "", "findings of the linter");
  });

  runner.it("has dashboards that follow the filters `only` and `except`", 120_000, async () => {
    const keys = Object.keys((await make({})).metrics);
    for (const key of keys) {
      const filters = [{ except: [key as never] }, { only: [key as never] }] as const;
      for (const filter of filters) {
        const plugin = await make(filter);
        same(
          plugin.enabled.has(key),
          "only" in filter,
          `${key} is kept with ${JSON.stringify(filter)}`,
        );
        // A query for a metric that is off is a query for an unknown metric.
        same(
          findingsIn(plugin, await renderBoards(plugin)),
          "",
          `findings in dashboards with ${JSON.stringify(filter)}`,
        );
      }
    }
  });

  runner.it("has alerts with runbooks, and rules that promtool accepts", 300_000, async () => {
    const plugin = await make({});
    const { alerts, dashboards } = await boardsOf(plugin);
    holds(alerts.length > 0, "number of alerts: 0; a plugin has at least one");
    const names = alerts.map(({ name }) => name);
    same(names, [...new Set(names)], "each name is used once");
    const uids = new Set<string | undefined>([undefined, ...dashboards.map(({ uid }) => uid)]);
    const lost = alerts.filter(({ dashboard }) => !uids.has(dashboard)).map(({ name }) => name);
    none(lost, "alerts that name a dashboard which does not exist");
    const runbook = renderRunbook(alerts);
    none(
      names.filter((name) => !runbook.includes(`\n## ${name}\n`)),
      "alerts without a runbook",
    );
    const runbookUrl = "https://example.com/runbook";
    const options = { group: plugin.name, enabled: isRecordedBy(plugin), runbookUrl };
    const rules = renderRules(alerts, options);
    same(
      formatFindings(lintRules(rules, { metrics: definitionsOf(plugin) })),
      "",
      "findings in the rules",
    );
    for (const semantics of ["2", "3"] as const) {
      const engine = createEngine({ semantics });
      for (const alert of alerts) engine.parse(alertPromql(alert));
    }
    for (const version of await prometheusVersions()) {
      const files = { "rules.yaml": rules };
      const args = ["check", "rules", "rules.yaml"];
      const checked = await promtool(args, { version, files });
      same(checked.code, 0, `promtool ${version}: ${checked.stderr}${checked.stdout}`);
      holds(checked.stdout.includes(`${alerts.length} rules found`), checked.stdout);
    }
  });
}

function findingsIn(plugin: Plugin, dashboards: readonly unknown[]): string {
  const findings = lintDashboards(dashboards, { metrics: definitionsOf(plugin) });
  return formatFindings(findings);
}
