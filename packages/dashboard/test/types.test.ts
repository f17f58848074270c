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
  type Expression,
} from "../src/index.ts";
import { metrics } from "./shop.ts";

const { duration, failures, sent, pool } = metrics;

function rejects(build: () => unknown): void {
  expect(build).toThrow(
    expect.objectContaining({ code: "PROMENADE_DASHBOARD_INVALID" }) as PromenadeError,
  );
}

it("knows the labels of a result", () => {
  expectTypeOf(rate(duration)).toEqualTypeOf<Expression<never>>();
  expectTypeOf(rate(duration, { by: ["http_route", "job"] })).toEqualTypeOf<
    Expression<"http_route" | "job">
  >();
  expectTypeOf(buckets(duration)).toEqualTypeOf<Expression<"le">>();
  expectTypeOf(aggregate("max", rate(sent, { by: ["job", "instance"] }), ["job"])).toEqualTypeOf<
    Expression<"job">
  >();
  expectTypeOf(ratio(rate(duration, { by: ["http_route"] }), rate(duration))).toEqualTypeOf<
    Expression<"http_route">
  >();
});

it("refuses labels that a metric does not have", () => {
  // @ts-expect-error a label of no metric
  rejects(() => rate(duration, { by: ["route"] }));
  // @ts-expect-error a label of another metric
  rejects(() => rate(duration, { where: { error_type: "x" } }));
  // @ts-expect-error the counter has no labels
  rejects(() => rate(sent, { by: ["http_route"] }));
  // @ts-expect-error le is kept by quantile itself
  rejects(() => quantile(0.5, duration, { by: ["le"] }));
  rejects(() =>
    // @ts-expect-error a label of another metric
    variable({ name: "x", label: "X", metric: pool, of: "http_route" }),
  );
});

it("refuses metrics of the wrong kind", () => {
  // @ts-expect-error a gauge has no rate
  expectTypeOf(rate(pool)).not.toBeAny();
  // @ts-expect-error a counter has no quantiles
  expectTypeOf(quantile(0.5, failures)).not.toBeAny();
  // @ts-expect-error a counter's value says nothing
  expectTypeOf(value(sent)).not.toBeAny();
});

it("refuses legends that name a label which the result lost", () => {
  const byRoute = rate(duration, { by: ["http_route"] });
  expect(query(byRoute, "{{http_route}} of {{ http_route }}").legend).toContain("of");
  // @ts-expect-error the result has http_route only
  rejects(() => query(byRoute, "{{http_request_method}}"));
  // @ts-expect-error the result has no labels
  rejects(() => query(rate(duration), "{{ http_route }}"));
  // @ts-expect-error the second label is wrong
  rejects(() => query(byRoute, "{{http_route}} {{job}}"));
});

it("refuses operators whose labels do not fit", () => {
  const byRoute = rate(duration, { by: ["http_route"] });
  rejects(() => add(byRoute, rate(failures, { by: ["error_type"] })));
  // @ts-expect-error job was dropped
  rejects(() => aggregate("sum", byRoute, ["job"]));
  // @ts-expect-error the zero of a result with labels needs their values
  expectTypeOf(orZero(byRoute)).not.toBeAny();
  rejects(() =>
    withInfo(
      rate(duration, { by: ["job", "instance"] }),
      metrics.pool,
      // @ts-expect-error not a label of the info metric
      ["version"],
    ),
  );
  rejects(() => withInfo(rate(duration, { by: ["job"] }) as Expression<"job">, metrics.pool, []));
});

it("refuses panels whose parts do not fit", () => {
  const base = { title: "T", description: "D" };
  // @ts-expect-error a heatmap needs buckets()
  expectTypeOf(heatmap({ ...base, expression: rate(duration) })).not.toBeAny();
  const columns = [{ title: "A", expression: rate(duration, { by: ["http_route"] }) }] as const;
  // @ts-expect-error a label that the columns do not keep
  rejects(() => table({ ...base, columns, labels: { job: "Job" } }));
});
