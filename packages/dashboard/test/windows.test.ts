import { selfMetrics } from "@promenade/core";
import { describe, expect, it } from "vitest";
import { renderRules } from "../src/alerts/yaml.ts";
import {
  aggregate,
  alert,
  info,
  meanOfGraph,
  offset,
  orZero,
  overRange,
  overWindow,
  promql,
  quantile,
  query,
  rate,
  ratio,
  shorten,
  sumOfGraph,
  sumTotal,
  timeseries,
  topk,
  total,
  value,
  withInfo,
  type Expression,
} from "../src/index.ts";
import { lintQuery } from "../src/lint/index.ts";
import { metrics } from "./shop.ts";
import { wrongIn } from "./wrong-in.ts";

const { duration, failures, sent, pool, waiting } = metrics;
const target = 'job=~"$job", instance=~"$instance"';
const requests = "http_server_request_duration_seconds";
const route = { by: ["http_route"] } as const;
const failed = { http_response_status_code: "500" };

const slowest = quantile(0.95, duration, route);
const slowestAtEnd = `histogram_quantile(0.95, sum by (le, http_route) (increase(${requests}_bucket{${target}}[$__range] @ end())))`;

describe("a ranking", () => {
  it("is made once for the whole range of a graph", () => {
    const deepest = value(waiting, { by: ["queue"] });
    expect(
      wrongIn([
        [topk(3, slowest), `${promql(slowest)} and topk(3, ${slowestAtEnd})`],
        [
          topk(3, deepest),
          `${promql(deepest)} and topk(3, max by (queue) (max_over_time(shop_queue_jobs{${target}}[$__range] @ end())))`,
        ],
        [
          topk(3, offset(rate(duration, route), "1w")),
          `${promql(offset(rate(duration, route), "1w"))} and topk(3, sum by (http_route) (increase(${requests}_count{${target}}[$__range] @ end() offset 1w)))`,
        ],
      ]),
    ).toEqual([]);
  });

  it("leaves out what did not happen, and keeps a zero only for a range in which nothing did", () => {
    const share = ratio(rate(duration, { ...route, where: failed }), rate(duration, route));
    const best = `topk(3, sum by (http_route) (increase(${requests}_count{${target}, http_response_status_code="500"}[$__range] @ end())) / (sum by (http_route) (increase(${requests}_count{${target}}[$__range] @ end())) > 0) > 0)`;
    const worst = topk(3, share, { above: 0 });
    expect(
      wrongIn([
        [worst, `(${promql(share)}) and ${best}`],
        [
          orZero(worst, { http_route: "none" }),
          `(${promql(share)}) and ${best} or on () label_replace(vector(0), "http_route", "none", "", "") unless on () ${best}`,
        ],
        [
          topk(3, total(duration, route), { above: 5 }),
          `topk(3, ${promql(total(duration, route))} > 5)`,
        ],
      ]),
    ).toEqual([]);
  });

  it("has neither a range nor an end in an alert", () => {
    const rules = renderRules(
      [
        alert({
          name: "PromenadeShopSlow",
          expression: topk(3, slowest),
          above: 1,
          for: "5m",
          severity: "info",
          summary: "Slow.",
          description: "Slow.",
          runbook: { meaning: "m", impact: "i", diagnosis: "d", mitigation: "m" },
        }),
      ],
      { group: "shop" },
    );
    expect(rules).toContain("topk(3, histogram_quantile(0.95,");
    expect(rules).not.toMatch(/@ end|\$__/);
  });
});

describe("another window", () => {
  const perTarget = { by: ["job", "instance"] } as const;
  const byVersion = aggregate(
    "sum",
    withInfo(rate(sent, perTarget), selfMetrics.started, ["version"]),
    ["version"],
  );
  const share = ratio(rate(duration, { where: failed }), rate(duration));

  it("is the dashboard's range", () => {
    expect(
      wrongIn([
        [overRange(slowest), `${slowestAtEnd.replace(" @ end()", "")} > -Inf`],
        [
          overRange(value(selfMetrics.started, { by: ["version"], aggregate: "max" })),
          `max by (version) (max_over_time(promenade_start_time_seconds{${target}}[$__range]))`,
        ],
        [
          overRange(value(pool, { overTime: "min" })),
          `sum(min_over_time(db_client_connection_count{${target}}[$__range]))`,
        ],
        [
          overRange(info(selfMetrics.started, { by: ["version"] })),
          `group by (version) (last_over_time(promenade_start_time_seconds{${target}}[$__range]))`,
        ],
        [
          overRange(byVersion),
          `sum by (version) (sum by (job, instance) (increase(shop_sent_bytes_total{${target}}[$__range])) * on (job, instance) group_left (version) group by (job, instance, version) (topk by (job, instance) (1, last_over_time(promenade_start_time_seconds{${target}}[$__range]))))`,
        ],
        [
          sumTotal(duration, route),
          `sum by (http_route) (increase(${requests}_sum{${target}}[$__range]))`,
        ],
        [
          overRange(orZero(rate(failures, { by: ["error_type"] }), { error_type: "none" })),
          `sum by (error_type) (increase(shop_payment_failures_total{${target}}[$__range])) or on () label_replace(vector(0), "error_type", "none", "", "")`,
        ],
      ]),
    ).toEqual([]);
  });

  it("is a fixed one, which a ranking does not change", () => {
    expect(promql(overWindow(share, "1h")).match(/increase\([^[]*\[1h\]\)/g)).toHaveLength(2);
    expect(promql(topk(3, overWindow(slowest, "1h")))).toBe(
      `${promql(overWindow(slowest, "1h"))} and topk(3, ${slowestAtEnd})`,
    );
  });

  it("is what a graph shows", () => {
    const series = promql(byVersion);
    expect(
      wrongIn([
        [meanOfGraph(byVersion), `avg_over_time((${series})[$__range:$__interval])`],
        [
          sumOfGraph(byVersion),
          `sum_over_time((${series})[$__range:$__interval]) * $__interval_ms / 1000`,
        ],
      ]),
    ).toEqual([]);
    expect(() => meanOfGraph(total(sent))).toThrow(/meanOfGraph\(\) needs an expression/);
  });

  it("is asked once, so no graph may draw it", () => {
    const base = { title: "T", description: "D" };
    for (const each of [overRange(slowest), meanOfGraph(slowest)])
      expect(() => timeseries({ ...base, queries: [query(each, "{{http_route}}")] })).toThrow(
        /total of the whole time range/,
      );
  });

  it("passes the linter", () => {
    const all: readonly Expression[] = [
      topk(3, slowest),
      overRange(slowest),
      overWindow(share, "5m"),
      orZero(topk(3, slowest), { http_route: "none" }),
      meanOfGraph(byVersion),
      sumOfGraph(byVersion),
      sumTotal(duration, route),
    ];
    for (const each of all)
      expect(
        lintQuery(promql(each), { metrics: [...Object.values(metrics), selfMetrics.started] }),
      ).toEqual([]);
  });
});

it("shortens a label", () => {
  const revisions = info(selfMetrics.started, { by: ["revision"] });
  expect(promql(shorten(revisions, "revision", 12))).toBe(
    `label_replace(${promql(revisions)}, "revision", "$1", "revision", "(.{12}).+")`,
  );
  expect(() => shorten(revisions, "revision", 0)).toThrow(/positive whole number/);
  expect(() => shorten(revisions, "version" as "revision", 12)).toThrow(/dropped/);
});
