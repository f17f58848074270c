import { renderRules, type AlertDefinition } from "@promenade/dashboard";
import { describe, expect, it } from "vitest";
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
export function describeAlerts(
  alerts: readonly AlertDefinition[],
  cases: Readonly<Record<string, AlertCase>>,
): void {
  describe("alerts", () => {
    it("each have a case", () => {
      const names = alerts.map(({ name }) => name);
      expect(Object.keys(cases).toSorted(byText)).toEqual(names.toSorted(byText));
    });

    it.each(Object.entries(cases))(
      "%s fires, and only then",
      { timeout: 300_000 },
      async (name, one) => {
        const files = {
          "rules.yaml": renderRules(alerts, { group: "alerts" }),
          // JSON is YAML.
          "test.yaml": JSON.stringify(testFile(name, one)),
        };
        for (const version of ["2", "3"] as const) {
          const result = await promtool(["test", "rules", "test.yaml"], { version, files });
          expect(result, `promtool ${version}`).toMatchObject({ code: 0 });
        }
      },
    );
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
