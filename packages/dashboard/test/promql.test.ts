import { gauge, histogram, selfMetrics } from "@promenade/core";
import { describe, expect, it } from "vitest";
import {
  above,
  add,
  age,
  and,
  average,
  below,
  bottomk,
  buckets,
  changes,
  divide,
  increase,
  info,
  is,
  isNot,
  matches,
  multiply,
  notMatches,
  offset,
  orZero,
  previous,
  promql,
  quantile,
  rate,
  ratio,
  scale,
  slope,
  subtract,
  sumRate,
  topk,
  total,
  value,
  withInfo,
  within,
  type Expression,
} from "../src/index.ts";
import { metrics } from "./shop.ts";

const { duration, failures, sent, pool, waiting } = metrics;
const target = 'job=~"$job", instance=~"$instance"';
const count = "http_server_request_duration_seconds_count";
const route = { by: ["http_route"] } as const;

/** What is not as it should be. */
function wrongIn(
  cases: readonly (readonly [Expression, string])[],
): readonly { readonly got: string; readonly wanted: string }[] {
  return cases
    .map(([expression, wanted]) => ({ got: promql(expression), wanted }))
    .filter(({ got, wanted }) => got !== wanted);
}

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
          `sum(rate(${name}_sum{${target}}[$__rate_interval])) / sum(rate(${count}{${target}}[$__rate_interval]))`,
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

describe("operators", () => {
  const a = value(pool);
  const b = value(waiting);
  const [left, right] = [promql(a), promql(b)];

  it("put parentheses only where they are needed", () => {
    expect(
      wrongIn([
        [add(a, multiply(a, b)), `${left} + ${left} * ${right}`],
        [multiply(add(a, b), b), `(${left} + ${right}) * ${right}`],
        [subtract(a, subtract(a, b)), `${left} - (${left} - ${right})`],
        [subtract(subtract(a, b), a), `${left} - ${right} - ${left}`],
        [divide(a, divide(a, b)), `${left} / (${left} / ${right})`],
        [scale(add(a, b), 60), `(${left} + ${right}) * 60`],
        [age(add(a, b)), `time() - (${left} + ${right})`],
        [and(above(a, 1), below(b, 2)), `${left} > 1 and ${right} < 2`],
        [topk(3, a), `topk(3, ${left})`],
        [bottomk(3, a), `bottomk(3, ${left})`],
      ]),
    ).toEqual([]);
  });

  it("match results that have more labels with results that have fewer", () => {
    const byQueue = value(waiting, { by: ["queue", "job"] });
    const byJob = value(waiting, { by: ["job"] });
    const [many, one] = [promql(byQueue), promql(byJob)];
    expect(
      wrongIn([
        [divide(byQueue, byJob), `${many} / on (job) group_left () ${one}`],
        [divide(byJob, byQueue), `${one} / on (job) group_right () ${many}`],
        [and(byQueue, byJob), `${many} and on (job) ${one}`],
        [and(byQueue, b), `${many} and on () ${right}`],
      ]),
    ).toEqual([]);
  });

  it("show a share of 0 where the part never happened, and where nothing happens", () => {
    const part = rate(duration, { ...route, where: { http_response_status_code: "500" } });
    const whole = rate(duration, route);
    const [p, w] = [promql(part), promql(whole)];
    expect(
      wrongIn([
        [ratio(part, whole), `(${p} or ${w} * 0) / clamp_min(${w}, 1e-9)`],
        [ratio(part, whole, { idle: "absent" }), `(${p} or ${w} * 0) / (${w} > 0)`],
        [
          ratio(rate(failures), rate(duration)),
          `(${promql(rate(failures))}) / clamp_min(${promql(rate(duration))}, 1e-9)`,
        ],
        [
          ratio(whole, rate(duration), { idle: "absent" }),
          `${w} / on () group_left () ((${promql(rate(duration))}) > 0)`,
        ],
      ]),
    ).toEqual([]);
  });

  it("show a zero with its labels while there is nothing else", () => {
    const byType = rate(failures, { by: ["error_type"] });
    expect(
      wrongIn([
        [
          orZero(byType, { error_type: "none" }),
          `${promql(byType)} or on () label_replace(vector(0), "error_type", "none", "", "")`,
        ],
        [orZero(a), `${left} or vector(0)`],
        [orZero(rate(sent)), promql(rate(sent))],
      ]),
    ).toEqual([]);
  });

  it("look back in every selector", () => {
    expect(
      promql(offset(ratio(rate(failures), rate(sent)), "1w")).match(/offset 1w/g),
    ).toHaveLength(2);
    expect(promql(previous(total(sent)))).toContain("[$__range] offset $__range");
    expect(
      promql(
        offset(
          withInfo(rate(sent, { by: ["job", "instance"] }), selfMetrics.started, ["version"]),
          "1d",
        ),
      ),
    ).toBe(
      `sum by (job, instance) (rate(shop_sent_bytes_total{${target}}[$__rate_interval] offset 1d)) * on (job, instance) group_left (version) group by (job, instance, version) (topk by (job, instance) (1, promenade_start_time_seconds{${target}} offset 1d))`,
    );
  });

  it("remember every metric that they need", () => {
    const all = withInfo(rate(sent, { by: ["job", "instance"] }), selfMetrics.started, ["version"]);
    expect(all.metrics).toEqual([sent, selfMetrics.started]);
    expect(ratio(rate(failures), rate(failures)).metrics).toEqual([failures]);
    expect(topk(3, total(sent)).isTotal).toBe(true);
  });
});
