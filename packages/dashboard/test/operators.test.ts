import { selfMetrics } from "@promenade/core";
import { describe, expect, it } from "vitest";
import {
  above,
  add,
  age,
  and,
  below,
  bottomk,
  divide,
  multiply,
  offset,
  orZero,
  previous,
  promql,
  rate,
  ratio,
  scale,
  subtract,
  topk,
  total,
  value,
  withInfo,
} from "../src/index.ts";
import { metrics } from "./shop.ts";
import { wrongIn } from "./wrong-in.ts";

const { duration, failures, sent, pool, waiting } = metrics;
const target = 'job=~"$job", instance=~"$instance"';
const route = { by: ["http_route"] } as const;

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
        [divide(a, divide(a, b)), `${left} / (${left} / (${right} > 0) > 0)`],
        [scale(add(a, b), 60), `(${left} + ${right}) * 60`],
        [age(add(a, b)), `time() - (${left} + ${right})`],
        [and(above(a, 1), below(b, 2)), `${left} > 1 and ${right} < 2`],
        [topk(3, total(sent)), `topk(3, ${promql(total(sent))})`],
        [bottomk(3, total(sent)), `bottomk(3, ${promql(total(sent))})`],
      ]),
    ).toEqual([]);
  });

  it("match results that have more labels with results that have fewer", () => {
    const byQueue = value(waiting, { by: ["queue", "job"] });
    const byJob = value(waiting, { by: ["job"] });
    const [many, one] = [promql(byQueue), promql(byJob)];
    expect(
      wrongIn([
        [divide(byQueue, byJob), `${many} / on (job) group_left () (${one} > 0)`],
        [divide(byJob, byQueue), `${one} / on (job) group_right () (${many} > 0)`],
        [and(byQueue, byJob), `${many} and on (job) ${one}`],
        [and(byQueue, b), `${many} and on () ${right}`],
      ]),
    ).toEqual([]);
  });

  it("show a share of 0 where the part never happened, and where nothing happens", () => {
    const part = rate(duration, { ...route, where: { http_response_status_code: "500" } });
    const whole = rate(duration, route);
    const [p, w] = [promql(part), promql(whole)];
    const [f, all] = [promql(rate(failures)), promql(rate(duration))];
    expect(
      wrongIn([
        [ratio(part, whole), `${p} / (${w} > 0) or ${w} * 0`],
        [ratio(part, whole, { idle: "absent" }), `(${p} or ${w} * 0) / (${w} > 0)`],
        [ratio(rate(failures), rate(duration)), `(${f}) / ((${all}) > 0) or vector(0)`],
        [ratio(whole, rate(duration)), `${w} / on () group_left () ((${all}) > 0) or ${w} * 0`],
        [
          ratio(whole, rate(duration), { idle: "absent" }),
          `${w} / on () group_left () ((${all}) > 0)`,
        ],
      ]),
    ).toEqual([]);
  });

  it("show a zero with its labels while there is nothing else", () => {
    const byType = rate(failures, { by: ["error_type"] });
    const whole = `sum by (error_type) (increase(shop_payment_failures_total{${target}}[$__range] @ end()))`;
    expect(
      wrongIn([
        [
          orZero(byType, { error_type: "none" }),
          `${promql(byType)} or on () label_replace(vector(0), "error_type", "none", "", "") unless on () ${whole}`,
        ],
        [
          orZero(total(failures, { by: ["error_type"] }), { error_type: "none" }),
          `${promql(total(failures, { by: ["error_type"] }))} or on () label_replace(vector(0), "error_type", "none", "", "")`,
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
