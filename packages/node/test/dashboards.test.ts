import { byVersion, meanOfGraph, promql, substituteVariables } from "@promenade/dashboard";
import { expectGoldenBoards } from "@promenade/testing";
import { promtool } from "@promenade/testing/services";
import { describe, expect, it } from "vitest";
import { dashboards } from "../src/dashboard.ts";
import { cpu } from "../src/dashboards/per-instance.ts";
import { node } from "../src/index.ts";

describe("dashboards", () => {
  it("are the committed files", async () => {
    await expectGoldenBoards(node());
    expect(dashboards.map(({ uid }) => uid)).toEqual(["promenade-application", "promenade-node"]);
  });

  it("have the panels that an on-call person needs", () => {
    const [application, runtime] = dashboards.map(({ rows }) =>
      rows.flatMap(({ panels }) => panels.map(({ title }) => title)),
    );
    expect(application?.length).toBeGreaterThanOrEqual(7);
    expect(runtime?.length).toBeGreaterThanOrEqual(20);
  });

  it(
    "compare versions, also when there is none before and when one instance changes its version",
    { timeout: 300_000 },
    async () => {
      const expr = substituteVariables(promql(byVersion(cpu)), { __rate_interval: "5m" });
      const lasting = substituteVariables(`count(${promql(meanOfGraph(byVersion(cpu)))})`, {
        __rate_interval: "5m",
        __interval: "1m",
      });
      const build = (instance: string, version: string): string =>
        `promenade_start_time_seconds{job="shop",instance="${instance}",version="${version}"}`;
      const time = (instance: string, mode: string): string =>
        `process_cpu_time_seconds_total{job="shop",instance="${instance}",cpu_mode="${mode}"}`;
      const series = (values: Readonly<Record<string, string>>): unknown =>
        Object.entries(values).map(([name, text]) => ({ series: name, values: text }));
      const sample = (version: string, value: number): unknown => ({
        labels: `{version="${version}"}`,
        value,
      });
      const tests = [
        {
          // Halves of halves, because promtool 2 compares exactly.
          // a and b are new, c is old; a was old until a minute ago, and its old series has not gone stale yet.
          input_series: series({
            [build("a", "1.0")]: "100x59",
            [build("a", "2.0")]: "_x59 3500",
            [build("b", "2.0")]: "1x60",
            [build("c", "1.0")]: "1x60",
            [time("a", "user")]: "0+30x60",
            [time("b", "user")]: "0+7.5x60",
            [time("b", "system")]: "0+7.5x60",
            [time("c", "user")]: "0+3.75x60",
          }),
          promql_expr_test: [
            { expr, eval_time: "60m", exp_samples: [sample("1.0", 0.0625), sample("2.0", 0.375)] },
            // What is shown of a version that ran before, and of one that began at the end.
            { expr: lasting, eval_time: "60m", exp_samples: [{ labels: "{}", value: 2 }] },
          ],
        },
        {
          input_series: series({ [build("a", "2.0")]: "1x60", [time("a", "user")]: "0+30x60" }),
          promql_expr_test: [{ expr, eval_time: "60m", exp_samples: [sample("2.0", 0.5)] }],
        },
      ].map((test) => ({ interval: "1m", ...test }));
      const files = {
        "rules.yaml": "groups: []",
        "test.yaml": JSON.stringify({ rule_files: ["rules.yaml"], tests }),
      };
      for (const version of ["2", "3"] as const) {
        const result = await promtool(["test", "rules", "test.yaml"], { version, files });
        expect(result).toMatchObject({ code: 0, stderr: "" });
      }
    },
  );
});
