import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Labels } from "../../src/index.ts";
import {
  ExpositionError,
  isOpenMetrics,
  parseExposition,
  parseValue,
  type Family,
  type ParsedExemplar,
} from "../../src/samples/exposition.ts";
import { parseSeries } from "../../src/samples/series-text.ts";

interface Row {
  readonly labels: Labels;
  readonly value: number;
  readonly exemplar?: ParsedExemplar;
}

function parse(text: string, openMetrics = false): { rows: Row[]; families: Family[] } {
  const rows: Row[] = [];
  const families: Family[] = [];
  parseExposition(text, openMetrics, {
    sample: (series, value, exemplar) =>
      void rows.push({
        labels: parseSeries(series),
        value,
        ...(exemplar === undefined ? {} : { exemplar }),
      }),
    family: (family) => void families.push(family),
  });
  return { rows, families };
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

async function golden(name: string): Promise<string> {
  const file = new URL(`../../../core/test/golden/exposition.${name}.txt`, import.meta.url);
  // The golden files have a placeholder where a time would change them at each run.
  const text = (await readFile(file, "utf8")).replaceAll("<time>", "1700000000.5");
  return name === "openmetrics" && !text.includes("# EOF") ? `${text.trimEnd()}\n# EOF\n` : text;
}

describe("an exposition", () => {
  it("of core says the same in both formats", async () => {
    const text = parse(await golden("text"));
    const open = parse(await golden("openmetrics"), true);
    const keyed = ({ rows }: typeof text): readonly string[] =>
      rows
        .map(({ labels, value }) =>
          JSON.stringify([Object.entries(labels).toSorted(byName), String(value)]),
        )
        .toSorted();
    expect(text.rows.length).toBeGreaterThan(10);
    expect(keyed(open)).toEqual(keyed(text));
    expect(open.rows.filter(({ exemplar }) => exemplar !== undefined).length).toBeGreaterThan(2);
  });

  it("keeps every character of labels", () => {
    const { rows } = parse('a{x="say \\"hi\\"",y="C:\\\\dir\\n{},= #",z="😀"} 1');
    expect(rows[0]?.labels).toEqual({
      __name__: "a",
      x: 'say "hi"',
      y: "C:\\dir\n{},= #",
      z: "😀",
    });
  });

  it("may have spaces, a comma at the end, a timestamp and names in quotes", () => {
    const { rows } = parse('a { x = "1" , } 2 1700000000000\n{"my.metric",b="c"} 3\n\n  b   4  \n');
    expect(rows).toEqual([
      { labels: { __name__: "a", x: "1" }, value: 2 },
      { labels: { __name__: "my.metric", b: "c" }, value: 3 },
      { labels: { __name__: "b" }, value: 4 },
    ]);
  });

  it("has bounds as Prometheus 3 stores them, and no empty labels", () => {
    const { rows } = parse(
      'a_bucket{le="1",x=""} 1\na_bucket{le="0.5"} 1\na_bucket{le="+Inf"} 1\na{quantile="0"} 1',
    );
    expect(rows.map(({ labels }) => labels["le"] ?? labels["quantile"])).toEqual([
      "1.0",
      "0.5",
      "+Inf",
      "0.0",
    ]);
    expect(rows[0]?.labels).not.toHaveProperty("x");
  });

  it("has families with a type and a help", () => {
    const { families } = parse(
      "# HELP a Back\\\\slash\\nline\n# TYPE a counter\na 1\n# a comment\n",
    );
    expect(families).toEqual([{ name: "a", type: "counter", help: "Back\\slash\nline" }]);
  });

  it("has exemplars in OpenMetrics only", () => {
    const line = 'a_bucket{le="1.0"} 2 # {trace_id="abc",x="}"} 0.7 1700000000.25\n# EOF\n';
    expect(parse(line, true).rows[0]?.exemplar).toEqual({
      labels: { trace_id: "abc", x: "}" },
      value: 0.7,
      time: 1_700_000_000_250,
    });
    expect(() => parse(line, false)).toThrow(/is no number/);
  });

  it.each([
    ['a 1\nb{x="1} 2\n', false, "Line 2 of the metrics: the labels have no closing brace."],
    ["a x\n", false, 'Line 1 of the metrics: "x" is no number.'],
    ["a\n", false, "Line 1 of the metrics: a sample has no value."],
    ['{x="1"} 1\n', false, "Line 1 of the metrics: a sample has no name."],
    ['a{x="1",x="2"} 1\n', false, 'Line 1 of the metrics: the label "x" stands twice.'],
    ["a{x=1} 1\n", false, 'Line 1 of the metrics: the labels make no sense from "x=1".'],
    ["a 1\n", true, "Line 1 of the metrics: it ends without # EOF."],
    ["a 1\n# EOF\nb 1\n", true, "Line 3 of the metrics: there is more after # EOF."],
    [
      `a 1\nb{x="${"y".repeat(70_000)}"} 1\n`,
      false,
      "Line 2 of the metrics: it has 70009 characters, and at most 65536 are read.",
    ],
    ["<!doctype html>\n", false, 'Line 1 of the metrics: "html>" is no number.'],
  ])("that is wrong says where: %j", (text, openMetrics, message) => {
    expect(() => parse(text, openMetrics)).toThrow(message);
  });

  it("survives whatever it is given", async () => {
    const source = await golden("openmetrics");
    let seed = 42;
    const next = (limit: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return seed % limit;
    };
    const noise = '{}",=\\# \n01e+NaN\u0000é';
    let failed = 0;
    for (let round = 0; round < 3000; round += 1) {
      const at = next(source.length);
      const piece = noise.charAt(next(noise.length));
      const broken = source.slice(0, at) + piece + source.slice(at + next(4));
      try {
        parse(broken, true);
      } catch (error) {
        if (error instanceof ExpositionError) failed += 1;
        else throw error;
      }
    }
    expect(failed).toBeGreaterThan(300);
  });

  it.each([
    ["1", 1],
    ["-0.5e3", -500],
    [".5", 0.5],
    ["NaN", Number.NaN],
    ["+Inf", Number.POSITIVE_INFINITY],
    ["-inf", Number.NEGATIVE_INFINITY],
  ])("has the number %s", (text, value) => {
    expect(parseValue(text)).toBe(value);
  });

  it("is OpenMetrics by its content type", () => {
    expect(isOpenMetrics("application/openmetrics-text; version=1.0.0; charset=utf-8")).toBe(true);
    expect(isOpenMetrics("text/plain; version=0.0.4")).toBe(false);
  });
});
