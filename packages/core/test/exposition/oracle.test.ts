import fc from "fast-check";
import { Counter, Gauge, Histogram, Registry as PromRegistry } from "prom-client";
import { describe, expect, it } from "vitest";
import { counter, gauge, histogram, Registry } from "../../src/index.ts";
import { parseOpenMetrics } from "./parse-openmetrics.ts";
import { parseText, seriesOf, type ParsedSample } from "./parse.ts";
import { renderText } from "./support.ts";

const help = "Something.";
const buckets = [0.005, 0.1, 1, 2.5, 1000];

/** Text that breaks naive escaping. No comma: prom-client merges series whose joined labels look alike. */
const hostile = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(
      "",
      "a",
      "\n",
      "\\",
      '"',
      '\\"',
      "\\n",
      "}",
      "{",
      " ",
      "#",
      "# EOF",
      "é",
      "😀",
      "\u0000",
      "\r\n",
      "a=b",
      "1",
    ),
    fc.constantFrom("\ud800", "\udfff", "a\ud83d", "\udc00b"),
  )
  .map((text) => text.replaceAll(",", ";"));

const amount = fc.oneof(
  fc.integer({ min: 0, max: 1e6 }),
  fc.double({ min: 0, max: 1e15, noNaN: true }),
  fc.constantFrom(0, 0.1, 2 ** 31, 2 ** 53, 1e-9),
);
const anyNumber = fc
  .tuple(amount, fc.boolean())
  .map(([value, isNegative]) => (isNegative ? -value : value));
const labels = fc.record({ a: hostile, b: hostile });

const operation = fc.oneof(
  fc.record({ kind: fc.constant("count" as const), labels, value: amount }),
  fc.record({
    kind: fc.constantFrom("set" as const, "rise" as const, "fall" as const),
    labels,
    value: anyNumber,
  }),
  fc.record({ kind: fc.constant("forget" as const), labels, value: amount }),
  fc.record({
    kind: fc.constantFrom("observe" as const, "plain" as const),
    labels,
    value: anyNumber,
  }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

function record(operations: readonly Operation[]): { ours: Registry; theirs: PromRegistry } {
  const ours = new Registry();
  const theirs = new PromRegistry();
  const labelNames = ["a", "b"] as const;
  const common = { help, labelNames, registers: [theirs] };
  const our = {
    count: ours.register(counter({ name: "count_total", help, labels: labelNames })),
    level: ours.register(gauge({ name: "level", help, labels: labelNames })),
    spread: ours.register(histogram({ name: "spread", help, labels: labelNames, buckets })),
    plain: ours.register(histogram({ name: "plain", help, buckets })),
  };
  const their = {
    count: new Counter({ ...common, name: "count_total" }),
    level: new Gauge({ ...common, name: "level" }),
    spread: new Histogram({ ...common, name: "spread", buckets }),
    plain: new Histogram({ name: "plain", help, buckets, registers: [theirs] }),
  };
  for (const { kind, labels: given, value } of operations) {
    // prom-client shows texts that are the same in UTF-8 as two series.
    const same = { a: Buffer.from(given.a).toString(), b: Buffer.from(given.b).toString() };
    switch (kind) {
      case "count":
        our.count.inc(given, value);
        their.count.inc(same, value);
        break;
      case "set":
        our.level.set(given, value);
        their.level.set(same, value);
        break;
      case "rise":
        our.level.inc(given, value);
        their.level.inc(same, value);
        break;
      case "fall":
        our.level.dec(given, value);
        their.level.dec(same, value);
        break;
      case "forget":
        our.level.remove(given);
        their.level.remove(same);
        break;
      case "observe":
        our.spread.observe(given, value);
        their.spread.observe(same, value);
        break;
      case "plain":
        our.plain.observe(value);
        their.plain.observe(value);
        break;
    }
  }
  return { ours, theirs };
}

function sorted(samples: readonly ParsedSample[]): readonly (readonly [string, number])[] {
  const series = seriesOf(samples.filter(({ name }) => !name.startsWith("promenade_")));
  return [...series].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

describe("the exposition", () => {
  it("has the samples that prom-client has after the same records, in both formats", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
        const { ours, theirs } = record(operations);
        const expected = sorted(parseText(await theirs.metrics()));
        expect(sorted(parseText(await renderText(ours)))).toEqual(expected);
        const families = parseOpenMetrics(await renderText(ours, "openmetrics"));
        expect(sorted(families.flatMap(({ samples }) => samples))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
