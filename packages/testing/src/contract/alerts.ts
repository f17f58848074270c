import type { AlertDefinition } from "@promenade/dashboard";
import { renderRules } from "@promenade/dashboard/yaml";
import { same } from "../runner/check.ts";
import { runner } from "../runner/runner.ts";
import { promtool } from "../services/promtool.ts";

/** Series in promtool's notation, `{ 'app_errors_total{job="shop"}': "0+60x60" }`, one value a minute. */
export type InputSeries = Readonly<Record<string, string>>;

/** When an alert fires and when it does not. */
export interface AlertCase {
  readonly fires: InputSeries;
  /** As close to firing as it can be: the same trouble, below the limit. */
  readonly quiet: InputSeries;
  /** When to look, as a duration since the first value. Default `30m`. */
  readonly at?: string;
}

/** Tests each alert by `promtool test rules`, with Prometheus 2 and 3; an alert without a case fails. */
export function testAlerts(
  alerts: readonly AlertDefinition[],
  cases: Readonly<Record<string, AlertCase>>,
): void {
  runner.describe("alerts", () => {
    runner.it("each have a case", 30_000, async () => {
      const names = alerts.map(({ name }) => name);
      same(Object.keys(cases).toSorted(byText), names.toSorted(byText), "alerts with a case");
      await Promise.resolve();
    });

    for (const [name, one] of Object.entries(cases))
      runner.it(`${name} fires, and only then`, 300_000, async () => {
        const files = {
          "rules.yaml": renderRules(alerts, { group: "alerts" }),
          // JSON is YAML.
          "test.yaml": JSON.stringify(testFile(name, one)),
        };
        for (const version of ["2", "3"] as const) {
          const result = await promtool(["test", "rules", "test.yaml"], { version, files });
          same(result.code, 0, `promtool ${version}: ${result.stderr}${result.stdout}`);
        }
      });
  });
}

function testFile(name: string, { fires, quiet, at = "30m" }: AlertCase): unknown {
  // Reduced to one number: which labels an alert carries is the matter of its expression.
  const expr = `count(ALERTS{alertname="${name}", alertstate="firing"}) > bool 0`;
  const test = (title: string, series: InputSeries, samples: readonly unknown[]): unknown => ({
    name: title,
    interval: "1m",
    input_series: Object.entries(series).map(([text, values]) => ({ series: text, values })),
    promql_expr_test: [{ expr, eval_time: at, exp_samples: samples }],
  });
  return {
    rule_files: ["rules.yaml"],
    evaluation_interval: "1m",
    tests: [
      test(`${name} fires`, fires, [{ labels: "{}", value: 1 }]),
      test(`${name} is quiet`, quiet, []),
    ],
  };
}

function byText(a: string, b: string): number {
  return a.localeCompare(b);
}
