import { gauge, histogram, selfMetrics } from "@promenade/core";
import { describe, expect, it } from "vitest";
import {
  age,
  average,
  buckets,
  changes,
  increase,
  info,
  is,
  isNot,
  matches,
  multiply,
  notMatches,
  promql,
  quantile,
  rate,
  ratio,
  slope,
  sumRate,
  total,
  value,
  within,
} from "../src/index.ts";
import { metrics } from "./shop.ts";
import { wrongIn } from "./wrong-in.ts";

const { duration, failures, sent, pool, waiting } = metrics;
const target = 'job=~"$job", instance=~"$instance"';
const count = "http_server_request_duration_seconds_count";
const route = { by: ["http_route"] } as const;

describe("expressions from a metric", () => {
  it("counts, and shows 0 where nothing was counted and no label could tell", () => {
    expect(
      wrongIn([
        [rate(sent), `sum(rate(shop_sent_bytes_total{${target}}[$__rate_interval])) or vector(0)`],
        [
          rate(duration, route),
          `sum by (http_route) (rate(${count}{${target}}[$__rate_interval]))`,
        ],
        [
          increase(failures, { by: ["error_type", "job"] }),
          `sum by (error_type, job) (increase(shop_payment_failures_total{${target}}[$__rate_interval]))`,
        ],
        [total(sent), `sum(increase(shop_sent_bytes_total{${target}}[$__range])) or vector(0)`],
      ]),
    ).toEqual([]);
  });

  it("adds up what is local, and takes the largest of what all processes see alike", () => {
    expect(
      wrongIn([
        [value(pool), `sum(db_client_connection_count{${target}})`],
        [value(waiting, { by: ["queue"] }), `max by (queue) (shop_queue_jobs{${target}})`],
        [value(waiting, { aggregate: "avg" }), `avg(shop_queue_jobs{${target}})`],
        [
          value(pool, { overTime: "max" }),
          `sum(max_over_time(db_client_connection_count{${target}}[$__rate_interval]))`,
        ],
        [slope(waiting), `max(deriv(shop_queue_jobs{${target}}[$__rate_interval]))`],
        [
          changes(selfMetrics.started),
          `sum(changes(promenade_start_time_seconds{${target}}[$__range]))`,
        ],
        [info(waiting), `group by (queue, job, instance) (shop_queue_jobs{${target}})`],
      ]),
    ).toEqual([]);
  });

  it("reads histograms", () => {
    const name = "http_server_request_duration_seconds";
    expect(
      wrongIn([
        [
          quantile(0.99, duration, route),
          `histogram_quantile(0.99, sum by (le, http_route) (rate(${name}_bucket{${target}}[$__rate_interval])))`,
        ],
        [
          average(duration),
          `sum(rate(${name}_sum{${target}}[$__rate_interval])) / (sum(rate(${count}{${target}}[$__rate_interval])) > 0)`,
        ],
        [
          sumRate(duration, route),
          `sum by (http_route) (rate(${name}_sum{${target}}[$__rate_interval]))`,
        ],
        [buckets(duration), `sum by (le) (rate(${name}_bucket{${target}}[$__rate_interval]))`],
      ]),
    ).toEqual([]);
  });

  it("finds a bucket in Prometheus 2 and 3, which write its bound differently", () => {
    const sizes = histogram({
      name: "upload_size_bytes",
      help: "x",
      unit: "bytes",
      buckets: [0.00001, 0.5, 1, 100_000, 1_048_576],
    });
    const matcherOf = (bound: number): string | undefined =>
      /le=~?".*?"/.exec(promql(within(sizes, bound)))?.[0];
    expect([0.5, 1, 100_000, 1_048_576, 0.00001].map(matcherOf)).toEqual([
      'le="0.5"',
      String.raw`le=~"1|1\\.0"`,
      String.raw`le=~"100000|100000\\.0"`,
      String.raw`le=~"1048576|1\\.048576e\\+06"`,
      String.raw`le=~"0\\.00001|1e-05"`,
    ]);
    expect(() => within(sizes, 2)).toThrow(/names no bucket.*0\.5, 1, 100000/);
  });

  it("writes conditions as PromQL strings", () => {
    const selector = (condition: ReturnType<typeof is> | string): string =>
      promql(rate(failures, { by: ["job"], where: { error_type: condition } }));
    expect(selector("a")).toContain('error_type="a"');
    expect(selector(is("a.b", "c"))).toContain(String.raw`error_type=~"a\\.b|c"`);
    expect(selector(isNot("a"))).toContain('error_type!="a"');
    expect(selector(isNot("a", "b"))).toContain('error_type!~"a|b"');
    expect(selector(matches("5.."))).toContain('error_type=~"5.."');
    expect(selector(notMatches(String.raw`\d+"`))).toContain(String.raw`error_type!~"\\d+\""`);
    expect(selector('a"b\\c\nd')).toContain(String.raw`error_type="a\"b\\c\nd"`);
  });

  it("knows the unit", () => {
    const ratioGauge = gauge({ name: "x_ratio", help: "x", unit: "ratio" });
    expect(
      [
        rate(sent),
        rate(failures),
        increase(sent),
        total(duration),
        quantile(0.5, duration),
        average(duration),
        sumRate(duration),
        value(ratioGauge),
        value(ratioGauge, { aggregate: "count" }),
        ratio(rate(failures), rate(duration)),
        age(value(selfMetrics.started)),
        multiply(rate(sent), rate(failures)),
      ].map(({ unit }) => unit),
    ).toEqual([
      "Bps",
      "ops",
      "bytes",
      "short",
      "s",
      "s",
      "percentunit",
      "percentunit",
      "short",
      "percentunit",
      "s",
      undefined,
    ]);
  });
});
