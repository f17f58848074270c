import { createEngine, PromqlError, seriesOf, sourceOf } from "@promenade/promql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  startPrometheus,
  type PrometheusService,
  type PrometheusVersion,
} from "../../src/services/index.ts";
import { askPrometheus } from "./referee/referee.ts";
import { remoteWrite } from "./referee/remote-write.ts";
import { dataStart } from "./referee/series.ts";

const when = { time: dataStart };
const series = [
  seriesOf({ __name__: "a", x: "1", y: "1" }, [[dataStart, 1]]),
  seriesOf({ __name__: "a", x: "1", y: "2" }, [[dataStart, 2]]),
  seriesOf({ __name__: "b", x: "1", y: "1" }, [[dataStart, 3]]),
  seriesOf({ __name__: "b", x: "1", y: "2" }, [[dataStart, 4]]),
  seriesOf({ __name__: "c", x: "1" }, [[dataStart, 5]]),
];

/** Expressions that are wrong, and the piece of them that the error points at. */
const wrong = {
  SYNTAX: [
    ["", ""],
    ["sum(", ""],
    ["a{x='1'", ""],
    ["a + ", ""],
    ["1 2", "2"],
    ["a b", "b"],
    ["foo(a)", "foo"],
    ["a{x=1}", "1"],
    ["a{x=~'('}", "'('"],
    ["a{x=~'(?=b)'}", "'(?=b)'"],
    ["{}", "{}"],
    ['{x=""}', '{x=""}'],
    ['{x=~".*"}', '{x=~".*"}'],
    ['a{__name__="b"}', '__name__="b"'],
    ["a offset 1m offset 1m", "a offset 1m offset 1m"],
    ["a @ 1 @ 2", "a @ 1 @ 2"],
    ["a @ Inf", "a @ Inf"],
    ["sum(a) offset 5m", "sum(a) offset 5m"],
    ["(a)[5m]", "(a)[5m]"],
    ["a offset 1m[5m]", "a offset 1m[5m]"],
    ["rate(a[5m])[5m]", "rate(a[5m])[5m]"],
    ["a[0s]", "0s"],
    ["a[5m:0s]", "0s"],
    ["rate(a[5m - 10m])", "5m - 10m"],
    ["rate(a[5m / 0])", "5m / 0"],
    ["a offset 999999y", "999999y"],
    ['"\\xz"', '"\\xz"'],
    ["a == bool", ""],
    ["on", "on"],
  ],
  TYPE: [
    ["rate(a)", "a"],
    ["sum(a[5m])", "a[5m]"],
    ["abs(a[5m])", "a[5m]"],
    ["abs(1)", "1"],
    ["abs()", "abs()"],
    ["abs(a, a)", "abs(a, a)"],
    ["sum(1)", "1"],
    ["sum(a, a)", "sum(a, a)"],
    ["topk(a)", "topk(a)"],
    ["topk('1', a)", "'1'"],
    ["count_values(1, a)", "1"],
    ["quantile(a, a)", "a"],
    ["vector(a)", "a"],
    ["scalar(1)", "1"],
    ["time(1)", "time(1)"],
    ["label_replace(a, 'x')", "label_replace(a, 'x')"],
    ["1 == 2", "=="],
    ["1 and 2", "and"],
    ["a and 1", "and"],
    ["a + bool b", "+"],
    ["a + 'b'", "+"],
    ["a[5m] + 1", "+"],
    ["-a[5m]", "-a[5m]"],
    ["1 + on (x) a", "+"],
    ["a and on (x) group_left b", "and"],
    ["a + on (x) group_left (x) b", "+"],
    ["1[5m:1m]", "1"],
    ["a[5m][5m:1m]", "a[5m]"],
  ],
  EXECUTION: [
    ["a + on (x) b", "+"],
    ["a + on (x) c", "+"],
    ["c + on (x) group_left b", "+"],
    ["a + on (x) group_right () c", "+"],
    ["a + on (x) group_left (y) c", "+"],
    ["-{__name__=~'a|b'}", "-{__name__=~'a|b'}"],
    ["abs({__name__=~'a|b'})", "abs({__name__=~'a|b'})"],
    ["rate({__name__=~'a|b'}[5m]) or last_over_time(a[5m]) + on (x) b", "+"],
    ["label_replace(a, 'y', '', 'x', '.*')", "label_replace(a, 'y', '', 'x', '.*')"],
    ["label_join(a, 'y', '')", "label_join(a, 'y', '')"],
    ["label_replace(a, '', '', 'x', '.*')", "label_replace(a, '', '', 'x', '.*')"],
    ["label_replace(a, 'z', '', 'x', '(')", "label_replace(a, 'z', '', 'x', '(')"],
    ["count_values('', a)", "count_values('', a)"],
    ["topk(NaN, a)", "topk(NaN, a)"],
    ["double_exponential_smoothing(a[5m], 1, 0.5)", "double_exponential_smoothing(a[5m], 1, 0.5)"],
  ],
} as const;

describe.each(["3", "2"] satisfies readonly PrometheusVersion[])(
  "like Prometheus %s",
  (version) => {
    let prometheus: PrometheusService;
    const engine = createEngine({ semantics: version });

    beforeAll(async () => {
      prometheus = await startPrometheus({
        version,
        remoteWriteReceiver: true,
        features: ["promql-experimental-functions", "promql-duration-expr"],
      });
      await remoteWrite(prometheus.url, series);
    }, 60_000);
    afterAll(async () => await prometheus.stop());

    const cases = Object.entries(wrong).flatMap(([code, expressions]) =>
      expressions
        .filter(([expression]) => version === "3" || !expression.startsWith("double_"))
        .map(([expression, place]) => ({ code, expression, place })),
    );
    it.each(cases)("refuses $expression", async ({ code, expression, place }) => {
      // Where Prometheus says yes, a no of ours would be wrong.
      expect(await askPrometheus(prometheus.url, expression, when)).toHaveProperty("error");
      const error = refusal(() => engine.instant(expression, sourceOf(series, version), when.time));
      expect(error.code).toBe(`PROMENADE_PROMQL_${code}`);
      expect(expression.slice(error.position.from, error.position.to)).toBe(place);
      expect(PromqlError.isInstance(error)).toBe(true);
    });
  },
);

it.each([
  ["info(a)", "info(a)"],
  ["rate(a[step()])", "step()"],
  ["rate(a[5m] smoothed)", "a[5m] smoothed"],
  ["a + fill (0) b", "fill (0)"],
])("says of %s that it is not supported", (expression, place) => {
  const error = refusal(() => createEngine().parse(expression));
  expect(error.code).toBe("PROMENADE_PROMQL_UNSUPPORTED");
  expect(expression.slice(error.position.from, error.position.to)).toBe(place);
});

it.each([
  [
    "rate(a)",
    /^rate\(\) takes a range vector, as in x\[5m\], not an instant vector \(character 6\)/,
  ],
  ["holt_winters(a[5m], 0.1, 0.1)", /double_exponential_smoothing\(\)/],
  ["a{x=~'('}", /regular expression/],
  ["1 == 2", /== bool/],
])("says what to do about %s", (expression, message) => {
  expect(refusal(() => createEngine().parse(expression)).message).toMatch(message);
});

it.each([
  '{"a"}',
  "mad_over_time(a[5m])",
  "5m",
  "a[300]",
  "a[5m * 2]",
  "limitk(1, a)",
  "limit_ratio(1, a)",
])("knows that Prometheus 2 has no %s", (expression) => {
  expect(createEngine().parse(expression).expression).toBe(expression);
  expect(() => createEngine({ semantics: "2" }).parse(expression)).toThrow(PromqlError);
});

function refusal(attempt: () => unknown): PromqlError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PromqlError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}
