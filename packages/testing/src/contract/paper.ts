import { selfMetrics, type MetricDefinition, type Plugin } from "@promenade/core";
import { renderRules, renderRunbook } from "@promenade/dashboard";
import { formatFindings, lintDashboards, lintRules } from "@promenade/dashboard/lint";
import { expect, it } from "vitest";
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
export function describePaper(make: MakePlugin): void {
  it("has names and help that follow the conventions", async () => {
    const plugin = await make({});
    const definitions = Object.values(plugin.metrics);
    const names = definitions.map(({ name }) => name);
    expect(names, "each name is used once").toEqual([...new Set(names)]);
    const own = new Set(Object.values<MetricDefinition>(selfMetrics).map(({ name }) => name));
    expect(
      names.filter((name) => own.has(name)),
      "names that Promenade itself uses",
    ).toEqual([]);
    const prefix = `${plugin.name.replaceAll("-", "_")}_`;
    expect(
      names.filter((name) => !name.startsWith(prefix) && !conventions.test(name)),
      `names that neither begin with ${prefix} nor with a namespace of OpenTelemetry`,
    ).toEqual([]);
    expect(
      definitions.map(({ help }) => help).filter((help) => !/^[A-Z0-9`][^\n]*\.$/.test(help)),
      "help that is not a sentence on one line",
    ).toEqual([]);
    expect(
      definitions
        .flatMap(({ labels }) => labels)
        .filter((label) => !/^[a-z][a-z0-9_]*$/.test(label)),
      "labels that are not in snake_case",
    ).toEqual([]);
  });

  it("has dashboards that the linter finds nothing in", async () => {
    const plugin = await make({});
    const dashboards = await renderBoards(plugin);
    expect(dashboards.length, "number of dashboards").toBeGreaterThan(0);
    const uids = dashboards.map(({ uid }) => uid);
    expect(uids, "one dashboard carries the plugin's name").toContain(`promenade-${plugin.name}`);
    expect(
      uids.filter((uid) => !uid.startsWith("promenade-")),
      "uids that do not begin with promenade-",
    ).toEqual([]);
    expect(findingsIn(plugin, dashboards)).toBe("");
  });

  it(
    "has dashboards that follow the filters `only` and `except`",
    { timeout: 120_000 },
    async () => {
      const keys = Object.keys((await make({})).metrics);
      for (const key of keys) {
        const filters = [{ except: [key as never] }, { only: [key as never] }] as const;
        for (const filter of filters) {
          const plugin = await make(filter);
          expect(plugin.enabled.has(key), `${key} with ${JSON.stringify(filter)}`).toBe(
            "only" in filter,
          );
          // A query for a metric that is off is a query for an unknown metric.
          expect(
            findingsIn(plugin, await renderBoards(plugin)),
            `dashboards with ${JSON.stringify(filter)}`,
          ).toBe("");
        }
      }
    },
  );

  it(
    "has alerts with runbooks, and rules that promtool accepts",
    { timeout: 300_000 },
    async () => {
      const plugin = await make({});
      const { alerts, dashboards } = await boardsOf(plugin);
      expect(alerts.length, "number of alerts").toBeGreaterThan(0);
      const names = alerts.map(({ name }) => name);
      expect(names, "each name is used once").toEqual([...new Set(names)]);
      const uids = new Set<string | undefined>([undefined, ...dashboards.map(({ uid }) => uid)]);
      const lost = alerts.filter(({ dashboard }) => !uids.has(dashboard)).map(({ name }) => name);
      expect(lost, "alerts that name a dashboard which does not exist").toEqual([]);
      const runbook = renderRunbook(alerts);
      for (const name of names) expect(runbook).toContain(`\n## ${name}\n`);
      const runbookUrl = "https://example.com/runbook";
      const options = { group: plugin.name, enabled: isRecordedBy(plugin), runbookUrl };
      const rules = renderRules(alerts, options);
      expect(formatFindings(lintRules(rules, { metrics: definitionsOf(plugin) }))).toBe("");
      for (const version of ["2", "3"] as const) {
        const files = { "rules.yaml": rules };
        const args = ["check", "rules", "rules.yaml"];
        const checked = await promtool(args, { version, files });
        expect(checked, `promtool ${version}`).toMatchObject({ code: 0 });
        expect(checked.stdout).toContain(`${alerts.length} rules found`);
      }
    },
  );
}

function findingsIn(plugin: Plugin, dashboards: readonly unknown[]): string {
  const findings = lintDashboards(dashboards, { metrics: definitionsOf(plugin) });
  return formatFindings(findings);
}
