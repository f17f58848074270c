import type { AlertDefinition } from "@promenade/dashboard";
import { renderRules } from "@promenade/dashboard/yaml";
import { isFiring } from "../engine/firing.ts";
import { holds, same } from "../runner/check.ts";
import { runner } from "../runner/runner.ts";
import { prometheusVersions } from "../services/prometheus-versions.ts";
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

/**
 * Tests each alert in the PromQL engine, and by `promtool test rules` of the Prometheus 2 and 3 that can be had; an alert
 * without a case fails.
 */
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
        const alert = alerts.find((each) => each.name === name);
        holds(alert !== undefined, `there is no alert ${name}`);
        for (const semantics of ["2", "3"] as const)
          same(
            {
              fires: await isFiring(alert, one.fires, one.at, semantics),
              quiet: await isFiring(alert, one.quiet, one.at, semantics),
            },
            { fires: true, quiet: false },
            `${name} in the engine as Prometheus ${semantics}: whether it fires, and whether the quiet case does`,
          );
        for (const version of await prometheusVersions()) {
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
