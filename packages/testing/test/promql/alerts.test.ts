import { createEngine, seriesOf, sourceOf, type Labels, type Series } from "@promenade/promql";
import { AlertEvaluator } from "@promenade/promql/rules";
import { expect, it } from "vitest";
import { promtool, type PrometheusVersion } from "../../src/services/index.ts";

const minute = 60_000;
const length = 60;

/** Of one minute: a value, nothing at all, or the word that it ended. */
type Cell = number | "_" | "stale";

/** Series that cross a threshold of 0.5 now and then, are away for a while, and end. */
const inputs = Array.from({ length: 24 }, (_, index) => {
  let seed = index * 7919 + 13;
  const next = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  // Some change their mind at each minute, others hardly ever.
  const calm = index % 4 === 0 ? 0.5 : 0.15;
  const cells: Cell[] = [];
  let [kind, value] = ["value", 0];
  while (cells.length < length) {
    if (next() < calm) {
      const chance = next();
      kind = chance < 0.15 ? "stale" : chance < 0.35 ? "gap" : "value";
      value = next() < 0.5 ? 0 : 1;
    }
    const isEnd = kind === "stale" && cells.at(-1) !== "stale" && cells.at(-1) !== "_";
    cells.push(kind === "value" ? value : isEnd ? "stale" : "_");
  }
  return { labels: { __name__: "load", job: "shop", instance: `i${index}` }, cells };
});

const rules = [
  { alert: "AtOnce", expr: "load > 0.5" },
  { alert: "After2", expr: "load > 0.5", for: "2m", labels: { severity: "warning" } },
  { alert: "After5", expr: "load > 0.5", for: "5m" },
  { alert: "Kept", expr: "load > 0.5", for: "1m", keep_firing_for: "3m" },
  { alert: "KeptAtOnce", expr: "load > 0.5", keep_firing_for: "2m" },
  { alert: "All", expr: "sum by (job) (load > 0.5) > 6", for: "3m" },
  { alert: "Few", expr: "count(load) < 15", for: "2m" },
  { alert: "Smooth", expr: "avg_over_time(load[4m]) > 0.6", for: "90s" },
  { alert: "Gone", expr: 'absent(load{instance="i3"})', for: "1m", labels: { empty: "" } },
  {
    alert: "Valued",
    expr: "sum(load) > 5",
    for: "1m",
    labels: { much: '{{ $value | printf "%.0f" }}' },
  },
];

function series({ labels, cells }: { labels: Labels; cells: readonly Cell[] }): Series {
  const at = (index: number): number => index * minute;
  return seriesOf(
    labels,
    cells.flatMap((cell, index) => (typeof cell === "number" ? [[at(index), cell] as const] : [])),
    cells.flatMap((cell, index) => (cell === "stale" ? [at(index)] : [])),
  );
}

it.each(["2", "3"] satisfies PrometheusVersion[])(
  "alerts are pending and fire when they do in Prometheus %s, at each evaluation",
  async (version) => {
    const evaluator = new AlertEvaluator(
      createEngine({ semantics: version }),
      sourceOf(inputs.map(series), version),
      [{ groups: [{ name: "all", rules }] }],
    );
    const tests: object[] = [];
    const seen = new Map<string, number>();
    for (let time = 0; time < length * minute; time += minute) {
      await evaluator.evaluate(time);
      const alerts = evaluator.groups.flatMap((group) =>
        group.rules.flatMap((rule) => rule.alerts),
      );
      for (const { state, labels } of alerts) {
        const key = `${labels["alertname"]} ${state}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
      tests.push({
        expr: "ALERTS",
        eval_time: `${time / minute}m`,
        exp_samples: alerts.map(({ labels, state }) => ({
          labels: textOf({ ...labels, alertstate: state }),
          value: 1,
        })),
      });
    }
    const test = {
      rule_files: ["rules.yaml"],
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: inputs.map(({ labels, cells }) => ({
            series: textOf(labels),
            values: cells.join(" "),
          })),
          promql_expr_test: tests,
        },
      ],
    };
    const { code, stdout, stderr } = await promtool(["test", "rules", "test.yaml"], {
      version,
      // JSON is YAML.
      files: {
        "rules.yaml": JSON.stringify({ groups: [{ name: "all", rules }] }),
        "test.yaml": JSON.stringify(test),
      },
    });
    expect({ code, output: (stdout + stderr).slice(0, 4000) }).toMatchObject({ code: 0 });
    // Each rule was in each state that it can be in.
    for (const { alert, for: time } of rules) {
      expect([...seen.keys()]).toContain(`${alert} firing`);
      expect([...seen.keys()].includes(`${alert} pending`)).toBe(time !== undefined);
    }
  },
  120_000,
);

function textOf({ __name__: name = "ALERTS", ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(",")}}`;
}
