import { gauge } from "@promenade/core";
import { describe, expect, it } from "vitest";
import { formatMarkdown } from "../../src/compare/format-markdown.ts";
import { formatText } from "../../src/compare/format-text.ts";
import { judge } from "../../src/compare/judge.ts";
import type { Measure } from "../../src/compare/measures.ts";
import type { OperationReport, Pair } from "../../src/compare/types.ts";
import { operation, randomFrom } from "./synthetic.ts";

const limits = { minimumChange: 0.2, minimumSeconds: 0.005 };
const noise = { parts: 12, calls: 60, memory: 0, wander: 0.05 };
const random = randomFrom(5);
const errors = [0, 0] as const;

/** An operation of that many milliseconds before and after; `undefined` where there is none. */
function took(name: string, before: number | undefined, after: number, calls = 60): Pair {
  const seconds = (before ?? after) / 1000;
  const factor = before === undefined ? 1 : after / before;
  const pair = operation(random, name, { ...noise, calls }, factor, errors, seconds);
  return before === undefined ? { ...pair, before: pair.before.map(() => undefined) } : pair;
}

function names(reports: readonly OperationReport[]): readonly string[] {
  return reports
    .filter(({ verdict }) => verdict !== "unchanged")
    .map(({ labels, verdict }) => `${labels["operation"]} ${verdict}`);
}

describe("a new operation", () => {
  const added = [
    took("other route", 5, 5),
    took("route", 5, 305),
    took("outer route", 20, 320),
    took("query", undefined, 300),
    took("new route", undefined, 2),
  ];

  it("comes before those that became slower by as much as it takes, and else after them", () => {
    expect(names(judge(added, 4, limits))).toEqual([
      "query new",
      "route worse",
      "outer route worse",
      "new route new",
    ]);
  });

  it("comes first, too, when it is asked many times in one call", () => {
    const loop = [
      took("route", 2, 802),
      took("other route", 5, 15),
      took("query", undefined, 40, 1200),
      took("new route", undefined, 2, 6),
    ];
    expect(names(judge(loop, 4, limits))).toEqual([
      "query new",
      "route worse",
      "other route worse",
      "new route new",
    ]);
  });

  it("is only news when nothing became slower by as much", () => {
    const unrelated = [took("route", 5, 25), took("report", undefined, 900)];
    expect(names(judge(unrelated, 4, limits))).toEqual(["route worse", "report new"]);
    expect(names(judge([took("route", 5, 5), took("report", undefined, 900)], 4, limits))).toEqual([
      "report new",
    ]);
  });

  it("that is slow comes before one that is quick", () => {
    const news = [took("quick", undefined, 2), took("slow", undefined, 200)];
    expect(names(judge(news, 4, limits))).toEqual(["slow new", "quick new"]);
  });

  it("is told first to people too, with the time that it takes", () => {
    const window = { start: 0, end: 48 };
    const comparison = {
      service: "shop",
      from: undefined,
      to: undefined,
      before: window,
      after: window,
      operations: judge(added, 4, limits),
      notes: [],
    };
    const text = formatText(comparison, { paint: (_, one) => one, all: false });
    expect(text).toMatch(
      /\n\nNew\n {2}query .*\n {4}rate .*\n(?: {4}errors .*\n)? {4}p50 +– → \d+ ms/,
    );
    expect(text.indexOf("\nNew\n")).toBeLessThan(text.indexOf("\nWorse\n"));
    const [, first] = formatMarkdown(comparison).split("|---|---|---|---|---:|---:|---:|\n");
    expect(first).toMatch(/^\| 🆕 new \| query \|/);
  });
});

describe("a gauge", () => {
  const level: Measure = {
    plugin: "synthetic",
    metric: gauge({ name: "synthetic_in_flight", help: "Made up.", kind: "polled" }),
    shape: "level",
    operation: [],
    faults: [],
  };
  const at = (value: number) =>
    Array.from({ length: 10 }, () => ({ count: value, sum: 0, faults: 0, buckets: [] }));
  const verdict = (before: Pair["before"], after: Pair["after"]): string | undefined =>
    judge([{ measure: level, labels: {}, before, after }], 4, limits)[0]?.verdict;

  it("that stood at 0 was there: it is no new one when it rises", () => {
    expect(verdict(at(0), at(3))).toBe("worse");
    expect(verdict(at(3), at(0))).toBe("better");
  });

  it("is new when it was not there", () => {
    const absent = Array.from({ length: 10 }, () => undefined);
    expect(verdict(absent, at(0))).toBe("new");
    expect(verdict(at(0), absent)).toBe("gone");
  });
});
