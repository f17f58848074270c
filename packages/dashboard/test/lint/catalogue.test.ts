import { counter, gauge, histogram, selfMetrics } from "@promenade/core";
import { expect, it } from "vitest";
import { panelUnits } from "../../src/index.ts";
import {
  catalogueFromDefinitions,
  catalogueFromExposition,
  lintQuery,
} from "../../src/lint/index.ts";
import { isKnownUnit } from "../../src/lint/units.ts";

it("knows definitions, Promenade's own metrics, and those of Prometheus", () => {
  const catalogue = catalogueFromDefinitions([
    counter({ name: "a_total", help: "x", labels: ["b"] }),
    histogram({ name: "c_seconds", help: "x", unit: "seconds", buckets: [0.5, 1, 2_000_000] }),
    gauge({ name: "d", help: "x" }),
  ]);
  expect(catalogue.get("a_total")).toMatchObject({ type: "counter", labels: ["b"] });
  expect(catalogue.get("c_seconds")?.bounds).toEqual([["0.5"], ["1", "1.0"], ["2000000", "2e+06"]]);
  expect(catalogue.has(selfMetrics.started.name)).toBe(true);
  expect(catalogue.get("up")).toMatchObject({ labels: [] });
});

it.each([
  [
    "text 0.0.4",
    [
      "# HELP requests_total Requests.",
      "# TYPE requests_total counter",
      'requests_total{route="/a\\"}b",status="200"} 3',
      'requests_total{route="/b",status="500",extra="x"} 1 1700000000000',
      "# TYPE duration_seconds histogram",
      'duration_seconds_bucket{route="/a",le="0.5"} 1',
      'duration_seconds_bucket{route="/a",le="1"} 2',
      'duration_seconds_bucket{route="/a",le="+Inf"} 2',
      'duration_seconds_sum{route="/a"} 1.5',
      'duration_seconds_count{route="/a"} 2',
      "# TYPE lag_seconds summary",
      'lag_seconds{quantile="0.5"} 1',
      "lag_seconds_count 1",
      "# TYPE quiet gauge",
      "untyped_thing 7",
    ],
  ],
  [
    "OpenMetrics",
    [
      "# TYPE requests counter",
      'requests_total{route="/a",status="200",extra="1"} 3 # {trace_id="abc"} 1 1.0',
      "# TYPE duration_seconds histogram",
      'duration_seconds_bucket{route="/a",le="0.5"} 1 # {trace_id="abc"} 0.4',
      'duration_seconds_bucket{route="/a",le="1.0"} 2',
      'duration_seconds_bucket{route="/a",le="+Inf"} 2',
      'duration_seconds_count{route="/a"} 2',
      'duration_seconds_sum{route="/a"} 1.5',
      "# TYPE lag_seconds summary",
      'lag_seconds{quantile="0.5"} 1',
      "# TYPE quiet gauge",
      "untyped_thing 7",
      "# EOF",
    ],
  ],
])("reads %s", (_, lines) => {
  const catalogue = catalogueFromExposition(`${lines.join("\n")}\n`);
  const rulesIn = (expr: string): readonly string[] =>
    lintQuery(expr, { catalogue }).map(({ rule }) => rule);
  expect(catalogue.get("requests_total")).toMatchObject({
    type: "counter",
    labels: ["route", "status", "extra"],
  });
  expect(catalogue.get("duration_seconds")?.labels).toEqual(["route"]);
  for (const expr of [
    "sum by (route, extra) (rate(requests_total[5m]))",
    "histogram_quantile(0.9, sum by (le, route) (rate(duration_seconds_bucket[5m])))",
    'sum(rate(duration_seconds_bucket{le="0.5"}[5m]))',
    'lag_seconds{quantile="0.5"}',
    "quiet",
    "untyped_thing",
    "up",
  ])
    expect(rulesIn(expr)).toEqual([]);
  expect(rulesIn("rate(requests_total{trace_id='abc'}[5m])")).toEqual(["unknown-label"]);
  expect(rulesIn('rate(duration_seconds_bucket{le="2.5"}[5m])')).toEqual(["le-not-in-buckets"]);
  expect(rulesIn('rate(duration_seconds_bucket{le="1"}[5m])')).toEqual(["integer-le"]);
  expect(rulesIn("requests_total")).toEqual(["counter-without-rate"]);
});

it("knows the labels of self-metrics that an app leaves out", () => {
  const catalogue = catalogueFromExposition(
    '# TYPE promenade_start_time_seconds gauge\npromenade_start_time_seconds{service_name="shop"} 1\n',
  );
  const marks = 'min by (version, revision) (promenade_start_time_seconds{service_name="shop"})';
  expect(lintQuery(marks, { catalogue })).toEqual([]);
  expect(lintQuery("promenade_start_time_seconds{plant='x'}", { catalogue })).toMatchObject([
    { rule: "unknown-label" },
  ]);
});

it("knows every unit that panels may use", () => {
  expect(panelUnits.filter((unit) => !isKnownUnit(unit))).toEqual([]);
  expect(["suffix: jobs", "prefix:~"].map(isKnownUnit)).toEqual([true, true]);
  expect(["", "qps", "timely", "suffix:"].map(isKnownUnit)).toEqual([false, false, false, false]);
});
