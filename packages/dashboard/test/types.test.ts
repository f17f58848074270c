import { PromenadeError } from "@promenade/core";
import { expect, expectTypeOf, it } from "vitest";
import {
  add,
  aggregate,
  buckets,
  heatmap,
  orZero,
  quantile,
  query,
  rate,
  ratio,
  table,
  value,
  variable,
  withInfo,
  type Buckets,
  type Expression,
} from "../src/index.ts";
import { metrics } from "./shop.ts";

const { duration, failures, sent, pool } = metrics;
const byRoute = rate(duration, { by: ["http_route"] });

/** How many of them are refused, as a caller without a compiler would see it. */
function refused(attempts: readonly (() => unknown)[]): number {
  return attempts.filter((attempt) => {
    try {
      attempt();
      return false;
    } catch (problem) {
      return PromenadeError.isInstance(problem) && problem.code === "PROMENADE_DASHBOARD_INVALID";
    }
  }).length;
}

it("knows the labels of a result", () => {
  expectTypeOf(rate(duration)).toEqualTypeOf<Expression<never>>();
  expectTypeOf(rate(duration, { by: ["http_route", "job"] })).toEqualTypeOf<
    Expression<"http_route" | "job">
  >();
  expectTypeOf(buckets(duration)).toEqualTypeOf<Buckets>();
  expectTypeOf(aggregate("max", rate(sent, { by: ["job", "instance"] }), ["job"])).toEqualTypeOf<
    Expression<"job">
  >();
  expectTypeOf(ratio(byRoute, rate(duration))).toEqualTypeOf<Expression<"http_route">>();
});

it("refuses labels that a metric does not have", () => {
  expect(
    refused([
      // @ts-expect-error a label of no metric
      () => rate(duration, { by: ["route"] }),
      // @ts-expect-error a label of another metric
      () => rate(duration, { where: { error_type: "x" } }),
      // @ts-expect-error the counter has no labels
      () => rate(sent, { by: ["http_route"] }),
      // @ts-expect-error le is kept by quantile itself
      () => quantile(0.5, duration, { by: ["le"] }),
      // @ts-expect-error a label of another metric
      () => variable({ name: "x", label: "X", metric: pool, of: "http_route" }),
    ]),
  ).toBe(5);
});

it("refuses metrics of the wrong kind", () => {
  expect(
    refused([
      // @ts-expect-error a gauge has no rate
      () => rate(pool),
      // @ts-expect-error a counter has no quantiles
      () => quantile(0.5, failures),
      // @ts-expect-error a counter's value says nothing
      () => value(sent),
    ]),
  ).toBe(3);
});

it("refuses legends that name a label which the result lost", () => {
  expect(query(byRoute, "{{http_route}} of {{ http_route }}").legend).toContain("of");
  expect(
    refused([
      // @ts-expect-error the result has http_route only
      () => query(byRoute, "{{http_request_method}}"),
      // @ts-expect-error the result has no labels
      () => query(rate(duration), "{{ http_route }}"),
      // @ts-expect-error the second label is wrong
      () => query(byRoute, "{{http_route}} {{job}}"),
    ]),
  ).toBe(3);
});

it("refuses operators whose labels do not fit", () => {
  const byTarget = rate(duration, { by: ["job", "instance"] });
  expect(
    refused([
      () => add(byRoute, rate(failures, { by: ["error_type"] })),
      // @ts-expect-error job was dropped
      () => aggregate("sum", byRoute, ["job"]),
      // @ts-expect-error the zero of a result with labels needs their values
      () => orZero(byRoute),
      // @ts-expect-error not a label of the info metric
      () => withInfo(byTarget, metrics.pool, ["version"]),
      () => withInfo(rate(duration, { by: ["job"] }), metrics.pool, []),
    ]),
  ).toBe(5);
});

it("refuses panels whose parts do not fit", () => {
  const base = { title: "T", description: "D" };
  const columns = [{ title: "A", expression: byRoute }] as const;
  const other = { title: "B", expression: rate(duration) };
  expect(
    refused([
      // @ts-expect-error a heatmap needs buckets()
      () => heatmap({ ...base, expression: rate(duration) }),
      // @ts-expect-error a label that the columns do not keep
      () => table({ ...base, columns, labels: { job: "Job" } }),
      () => table({ ...base, columns: [...columns, other] }),
      () => table({ ...base, columns: [...columns, ...columns] }),
      () => table({ ...base, columns, sortBy: { column: "B" } }),
    ]),
  ).toBe(5);
});
