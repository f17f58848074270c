import { counter, gauge, histogram } from "@promenade/core";
import { describe, expect, it } from "vitest";
import { lintQuery } from "../../src/lint/index.ts";

const metrics = [
  counter({ name: "requests_total", help: "x", labels: ["method", "route", "status"] }),
  histogram({
    name: "request_duration_seconds",
    help: "x",
    unit: "seconds",
    labels: ["method", "route", "status"],
    buckets: [0.1, 0.5, 1, 2.5],
  }),
  gauge({ name: "queue_jobs", help: "x", labels: ["queue", "state"] }),
  gauge({ name: "build_info", help: "x", labels: ["version", "revision"] }),
  gauge({ name: "eventloop_lag_seconds", help: "x", unit: "seconds" }),
];
const options = {
  metrics,
  variableNames: ["job", "instance", "datasource", "route", "quantile", "metric", "by", "window"],
  variables: { quantile: "0.99" },
};
const S = '{job=~"$job", instance=~"$instance"}';
const I = "[$__rate_interval]";

const good: readonly (readonly [string, string])[] = [
  [`sum(rate(requests_total${S}${I}))`, "req/s"],
  [`sum by (route, status) (rate(requests_total${S}${I}))`, "{{route}} {{status}}"],
  [
    `histogram_quantile(0.99, sum by (le, route) (rate(request_duration_seconds_bucket{job=~"$job", route=~"\${route:regex}"}${I})))`,
    "{{route}}",
  ],
  [
    `histogram_quantile($quantile, sum(rate(request_duration_seconds_bucket${S}${I})) by (le))`,
    "p",
  ],
  [`sum(rate(requests_total{status=~"5.."}${I})) / sum(rate(requests_total${S}${I}))`, "errors"],
  [`sum by (queue) (queue_jobs{state="waiting", job=~"$job"})`, "{{queue}}"],
  [`topk(5, sum by (route) (increase(requests_total${S}[$__range])))`, "{{route}}"],
  [
    `sum by (job, version) (queue_jobs * on (job, instance) group_left (version) build_info)`,
    "{{version}}",
  ],
  [`max_over_time(eventloop_lag_seconds${S}[$__interval])`, "{{instance}}"],
  [
    `(sum by (route) (rate(request_duration_seconds_sum${S}${I})) / sum by (route) (rate(request_duration_seconds_count${S}${I})))`,
    "{{ route }}",
  ],
  [`sum(rate(requests_total${S}${I} offset 1w)) or vector(0)`, ""],
  [`max_over_time(sum(rate(requests_total[5m]))[1h:1m])`, ""],
  [`sum without (instance, status) (rate(requests_total[\${window}]))`, "{{method}} {{route}}"],
  [`sum by ($by) (queue_jobs)`, "{{queue}} {{anything}}"],
  [`sum by (x) (rate($metric{job=~"$job"}[5m]))`, "{{x}}"],
  [`sum(rate([[metric]]{job=~"$job"}[5m]))`, ""],
  [`label_replace(queue_jobs, "name", "$1", "queue", "(.*)")`, "{{name}}"],
  [`count_values("value", queue_jobs)`, "{{value}}"],
  [`absent(requests_total{route="/pay"})`, "{{route}}"],
  [`count(requests_total) by (route)`, "{{route}}"],
  [`time() - max(eventloop_lag_seconds) # the "age" of $nothing`, ""],
  [`sum(rate(request_duration_seconds_bucket{le=~"1|1\\\\.0"}${I}))`, ""],
  [`sum(rate(request_duration_seconds_bucket{le="0.5"}${I}))`, ""],
  [`sum(rate(request_duration_seconds_bucket{le="+Inf"}${I}))`, ""],
  [`up${S} == 0 unless on (job) queue_jobs`, "{{instance}}"],
  [`sum by (route) (rate(requests_total[5m])) > bool 1`, "{{route}}"],
  ["-queue_jobs @ end() + 2 ^ 3", "{{queue}}"],
  [`{__name__="queue_jobs", state="x"}`, "{{queue}}"],
];

const bad: readonly (readonly [string, string, string])[] = [
  ["counter-without-rate", `{__name__="requests_total", job=~"$job"}`, ""],
  ["counter-without-rate", "requests_total", ""],
  ["counter-without-rate", "sum(request_duration_seconds_count)", ""],
  ["gauge-with-rate", "rate(queue_jobs[5m])", ""],
  ["unknown-metric", "sum(rate(request_total[5m]))", ""],
  ["target-counter-agg-rule", "sum(other_things_total)", ""],
  ["unknown-label", `sum by (path) (rate(requests_total${S}${I}))`, ""],
  ["unknown-label", `sum by (route) (rate(requests_total{code="500"}${I}))`, ""],
  ["unknown-label", "sum without (path) (queue_jobs)", ""],
  ["unknown-label", "queue_jobs * on (pod) group_left () build_info", ""],
  ["unknown-label", "queue_jobs * on (job) group_left (sha) build_info", ""],
  ["unknown-label", "sum by (queue) (sum by (state) (queue_jobs))", ""],
  ["unknown-legend-label", `sum by (route) (rate(requests_total${S}${I}))`, "{{status}}"],
  ["unknown-legend-label", `sum(rate(requests_total${S}${I}))`, "{{route}}"],
  ["legend-label-sometimes", `sum by (route) (rate(requests_total${I})) or vector(0)`, "{{route}}"],
  [
    "quantile-lost-le",
    `histogram_quantile(0.99, sum by (route) (rate(request_duration_seconds_bucket${S}${I})))`,
    "",
  ],
  [
    "quantile-without-buckets",
    `histogram_quantile(0.99, sum(rate(request_duration_seconds_count${I})))`,
    "",
  ],
  ["native-histogram", `histogram_quantile(0.9, sum(rate(request_duration_seconds${I})))`, ""],
  ["integer-le", `sum(rate(request_duration_seconds_bucket{le="1"}${I}))`, ""],
  ["integer-le", `sum(rate(request_duration_seconds_bucket{le="1.0"}${I}))`, ""],
  ["integer-le", `sum(rate(request_duration_seconds_bucket{le=~"0.5|1"}${I}))`, ""],
  ["integer-le", `sum(rate(request_duration_seconds_bucket{le!="1"}${I}))`, ""],
  ["le-not-in-buckets", `sum(rate(request_duration_seconds_bucket{le="0.25"}${I}))`, ""],
  [
    "never-matches",
    "sum by (route) (rate(requests_total[5m])) / sum by (method) (rate(requests_total[5m]))",
    "",
  ],
  ["never-matches", "sum by (queue) (queue_jobs) / sum(queue_jobs)", ""],
  ["match-not-unique", "queue_jobs * on (job, instance) build_info", ""],
  ["undefined-variable", `sum(rate(requests_total{route=~"$path"}${I}))`, ""],
  ["undefined-variable", "sum(rate(requests_total[$__rate_intervall]))", ""],
  ["target-promql-rule", "sum(rate(requests_total[5m])", ""],
  ["target-promql-rule", "rate(requests_total)", ""],
  ["target-promql-rule", "sum(queue_jobs[5m])", ""],
  ["target-promql-rule", "queue_jobs[5m]", ""],
  ["target-promql-rule", "rate(requests_total[5m]) + queue_jobs[5m]", ""],
  ["target-promql-rule", "", ""],
];

describe("verdicts", () => {
  it.each(good)("accepts %s", (expr, legend) => {
    expect(lintQuery(expr, { ...options, legend })).toEqual([]);
  });

  it.each(bad)("finds %s in %s", (rule, expr, legend) => {
    expect(lintQuery(expr, { ...options, legend }).map((finding) => finding.rule)).toContain(rule);
  });

  it("says one thing once", () => {
    const rulesIn = (expr: string): readonly string[] =>
      lintQuery(expr, options).map(({ rule }) => rule);
    expect(rulesIn("sum by (x, y) (rate(unknown_thing[5m]))")).toEqual(["unknown-metric"]);
    expect(rulesIn("sum by (path) (rate(requests_total[5m]))")).toEqual(["unknown-label"]);
    expect(rulesIn("sum(rate(requests_total[5m])")).toEqual(["target-promql-rule"]);
  });

  it("points at the place, through variables of any length", () => {
    const expr = `sum(rate(requests_total{job=~"$job"}[$__rate_interval])) + sum(rate(requests_totl[\${window}]))`;
    const [finding] = lintQuery(expr, options);
    expect(finding).toMatchObject({
      rule: "unknown-metric",
      position: expr.indexOf("requests_totl"),
    });
    expect(finding?.message).toContain("did you mean requests_total?");
    const broken = "sum(rate(queue_jobs[$__rate_interval]) ) )";
    expect(lintQuery(broken, options)[0]?.position).toBe(broken.length - 1);
  });

  it("checks only the shape where it knows no metrics", () => {
    const unbound = { variableNames: ["job"] };
    expect(lintQuery("sum by (a) (rate(x[5m])) / y", { ...unbound, legend: "{{a}}" })).toEqual([]);
    expect(lintQuery("sum by (a) (rate(x[5m]))", { ...unbound, legend: "{{b}}" })).toHaveLength(1);
    expect(lintQuery("sum by (a) (x) + sum by (b) (x)", unbound)).toHaveLength(1);
    expect(lintQuery('sum(rate(x_bucket{le="1"}[5m]))', unbound).map(({ rule }) => rule)).toEqual([
      "integer-le",
    ]);
  });

  it("leaves out rules by name", () => {
    expect(lintQuery("requests_total", { ...options, ignore: ["counter-without-rate"] })).toEqual(
      [],
    );
  });

  it("applies the rules that every panel follows", () => {
    const rulesIn = (expr: string): readonly string[] =>
      lintQuery(expr, { ...options, isPanel: true }).map(({ rule }) => rule);
    expect(rulesIn(`sum(rate(requests_total${S}${I}))`)).toEqual([]);
    expect(rulesIn(`sum(rate(requests_total${S}[\${__rate_interval}]))`)).toEqual([]);
    expect(rulesIn(`sum(irate(requests_total{job="x", instance=~"$instance"}[5m]))`)).toEqual([
      "target-job-rule",
      "target-rate-interval-rule",
      "prefer-rate",
    ]);
    expect(rulesIn(`sum(increase(requests_total${S}[24h]))`)).toEqual(["fixed-range"]);
    const share = `sum(increase(requests_total{status="500", job=~"$job", instance=~"$instance"}[1h])) / sum(increase(requests_total${S}[1h]))`;
    expect(rulesIn(share)).toEqual([]);
    expect(rulesIn("sum(queue_jobs)")).toEqual(["target-job-rule", "target-instance-rule"]);
  });
});
