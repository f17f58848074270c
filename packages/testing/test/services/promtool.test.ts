import { describe, expect, it } from "vitest";
import { promtool } from "../../src/services/promtool.ts";

const timeout = 300_000;
const rules = `groups:
  - name: shop
    rules:
      - alert: Failing
        expr: rate(shop_errors_total[5m]) > 1
        for: 1m
`;
const test = `rule_files: [rules.yaml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: shop_errors_total
        values: "0+120x10"
    alert_rule_test:
      - eval_time: 5m
        alertname: Failing
        exp_alerts: [{}]
`;

describe.each(["2", "3"] as const)("promtool %s", (version) => {
  it("is silent about good metrics and has advice for bad ones", { timeout }, async () => {
    const good = "# HELP shop_orders_total Orders.\n# TYPE shop_orders_total counter\n";
    const checked = await promtool(["check", "metrics"], {
      version,
      stdin: `${good}shop_orders_total 1\n`,
    });
    expect(checked).toEqual({ code: 0, stdout: "", stderr: "" });
    const bad = await promtool(["check", "metrics"], { version, stdin: "shopOrders 1\n" });
    expect(bad.code).toBe(3);
    expect(bad.stderr).toContain("shopOrders no help text");
  });

  it("checks and tests rules", { timeout }, async () => {
    const files = { "rules.yaml": rules, "test.yaml": test };
    expect((await promtool(["check", "rules", "rules.yaml"], { version, files })).code).toBe(0);
    const passed = await promtool(["test", "rules", "test.yaml"], { version, files });
    expect(passed).toMatchObject({ code: 0 });
    const broken = { ...files, "rules.yaml": rules.replace("> 1", "> 3") };
    expect((await promtool(["test", "rules", "test.yaml"], { version, files: broken })).code).toBe(
      1,
    );
  });
});
