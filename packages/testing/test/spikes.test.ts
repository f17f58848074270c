import { histogram } from "@promenade/core";
import {
  average,
  divide,
  promql,
  rate,
  ratio,
  sumRate,
  type Expression,
} from "@promenade/dashboard";
import { describe, expect, it } from "vitest";
import { promtool } from "../src/services/promtool.ts";

const pause = histogram({ name: "pause_seconds", help: "Pauses.", unit: "seconds" });
const by = { by: ["job"] } as const;

/**
 * A process that paused twice, for 100 ms, is replaced by one that has paused twice as well, for 1 ms. Prometheus sees
 * the sum fall, which is a reset, and the count stand still, which is none: the sum grew and the count did not.
 */
const restarted = {
  'pause_seconds_sum{job="restarted"}': "0.1x5 0.001x5",
  'pause_seconds_count{job="restarted"}': "2x11",
  // Ten pauses of 20 ms a minute.
  'pause_seconds_sum{job="steady"}': "0+0.2x11",
  'pause_seconds_count{job="steady"}': "0+10x11",
};

/** As Grafana asks it, with everything chosen. */
function asked(expression: Expression): string {
  return promql(expression)
    .replaceAll(/\{job=~"\$job", instance=~"\$instance"\}/g, "")
    .replaceAll("$__rate_interval", "4m");
}

/** What promtool has to say against these values, by job, two minutes after the restart. */
async function objections(
  expr: string,
  samples: Readonly<Record<string, number>>,
): Promise<readonly string[]> {
  const found: string[] = [];
  const test = {
    evaluation_interval: "1m",
    tests: [
      {
        interval: "1m",
        input_series: Object.entries(restarted).map(([series, values]) => ({ series, values })),
        promql_expr_test: [
          {
            expr,
            eval_time: "7m",
            exp_samples: Object.entries(samples).map(([job, value]) => ({
              labels: `{job="${job}"}`,
              value,
            })),
          },
        ],
      },
    ],
  };
  for (const version of ["2", "3"] as const) {
    const files = { "test.yaml": JSON.stringify(test) };
    const { code, stdout, stderr } = await promtool(["test", "rules", "test.yaml"], {
      version,
      files,
    });
    if (code !== 0) found.push(`promtool ${version}: ${stdout}${stderr}`);
  }
  return found;
}

describe(
  "a restart that resets the sum and, as it seems, not the count",
  { timeout: 300_000 },
  () => {
    const sum = "sum by (job) (rate(pause_seconds_sum[4m]))";
    const count = "sum by (job) (rate(pause_seconds_count[4m]))";

    it("makes a spike of days in a plain division", async () => {
      expect(
        await objections(`${sum} / clamp_min(${count}, 1e-9) > bool 3600`, {
          restarted: 1,
          steady: 0,
        }),
      ).toEqual([]);
      expect(
        await objections(`${sum} / ${count} > bool 3600`, { restarted: 1, steady: 0 }),
      ).toEqual([]);
    });

    it.each([
      ["average()", average(pause, by)],
      ["divide()", divide(sumRate(pause, by), rate(pause, by))],
      ["ratio() without idle zero", ratio(sumRate(pause, by), rate(pause, by), { idle: "absent" })],
    ])("makes a gap in %s", async (_name, expression) => {
      expect(await objections(`round(${asked(expression)}, 0.001)`, { steady: 0.02 })).toEqual([]);
    });

    it("makes a zero in ratio()", async () => {
      const share = ratio(sumRate(pause, by), rate(pause, by));
      expect(
        await objections(`round(${asked(share)}, 0.001)`, { restarted: 0, steady: 0.02 }),
      ).toEqual([]);
    });
  },
);
