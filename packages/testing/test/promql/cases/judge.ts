import {
  PromqlError,
  type Engine,
  type Labels,
  type RangeSeries,
  type Sample,
  type Source,
} from "@promenade/promql";
import { differenceOf } from "../../../src/engine/difference.ts";
import { toNative } from "../../../src/engine/histogram-notation.ts";
import type { Series as Answered } from "../../../src/services/index.ts";
import { fixedCases } from "./fixed.ts";
import type { Evaluation, WrittenSeries } from "./script.ts";
import { spread, type Point } from "./spread.ts";
import type { Storage } from "./storage.ts";

/** How the engine does on one evaluation of a script. */
export type Verdict =
  | { readonly kind: "right" }
  | { readonly kind: "unsupported"; readonly reason: string }
  /** Right to as many digits as Prometheus looks at, and no more. */
  | { readonly kind: "rounded"; readonly reason: string }
  | { readonly kind: "wrong"; readonly reason: string };

const right = { kind: "right" } as const;

/** What Prometheus allows in its own tests, of a value's size. The engine is held to 1e-9. */
const allowed = 1e-6;

/** Runs an evaluation, an instant one in the middle of ranges and from other times too, and compares what comes out. */
export function judge(engine: Engine, storage: Storage, evaluation: Evaluation): Verdict {
  const source = storage.source();
  const verdict = judgeOnce(engine, source, evaluation);
  if (verdict.kind !== "right") return verdict;
  for (const fixed of fixedCases(engine, evaluation)) {
    const other = judgeOnce(engine, source, fixed);
    if (other.kind !== "right")
      return wrong(`${fixed.expression} at ${fixed.start}: ${other.reason}`);
  }
  return right;
}

function judgeOnce(engine: Engine, source: Source, evaluation: Evaluation): Verdict {
  try {
    const answer = answerOf(engine, source, evaluation);
    if (evaluation.isFailure) return wrong("it has to fail");
    const difference = firstDifference(evaluation, answer);
    if (difference === undefined) return right;
    const isRounded = firstDifference(evaluation, answer, allowed) === undefined;
    return { kind: isRounded ? "rounded" : "wrong", reason: difference };
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    if (error.code === "PROMENADE_PROMQL_UNSUPPORTED")
      return { kind: "unsupported", reason: error.message };
    const isExpected = evaluation.isFailure && error.code === "PROMENADE_PROMQL_EXECUTION";
    return isExpected ? right : wrong(error.message);
  }
}

interface Answer {
  /** The type that the value has, when it is not the one that is expected. */
  readonly otherType: string | undefined;
  readonly series: readonly Answered[];
  /** The same from the middle of a range. */
  readonly middle: readonly Answered[] | undefined;
}

function answerOf(engine: Engine, source: Source, evaluation: Evaluation): Answer {
  const { expression, start, end, step, expected, places } = evaluation;
  if (step !== undefined) {
    const series = ranged(engine.range(expression, source, { start, end, step }));
    return { otherType: undefined, series, middle: undefined };
  }
  const value = engine.instant(expression, source, start);
  const type = typeof expected === "number" ? "scalar" : places === undefined ? "vector" : "matrix";
  if (value.type === "string")
    return { otherType: value.value === expected ? undefined : "string", series: [], middle: [] };
  const otherType = value.type === type ? undefined : value.type;
  if (value.type === "matrix")
    return { otherType, series: ranged(value.series), middle: undefined };
  const samples = value.type === "scalar" ? [{ labels: {}, value: value.value }] : value.samples;
  const series = samples.flatMap(({ labels, value: number, histogram }: Sample) =>
    spread(labels, [[start / 1000, histogram ?? number]]),
  );
  // Where the order counts, the middle of a range is another question: series are sorted by their labels there.
  if (evaluation.isOrdered) return { otherType, series, middle: undefined };
  const around = { start: start - 60_000, end: start + 60_000, step: 60_000 };
  const middle = ranged(engine.range(expression, source, around)).map(({ labels, values }) => ({
    labels,
    values: values.filter(([time]) => time === start / 1000),
  }));
  return { otherType, series, middle: middle.filter(({ values }) => values.length > 0) };
}

function firstDifference(
  evaluation: Evaluation,
  { otherType, series, middle }: Answer,
  tolerance?: number,
): string | undefined {
  if (otherType !== undefined) return `it gives a ${otherType}`;
  const expected = seriesIn(evaluation);
  return (
    differenceOf(expected, series, tolerance) ??
    (evaluation.isOrdered ? orderDifference(expected, series, tolerance) : undefined) ??
    (middle === undefined ? undefined : differenceOf(expected, middle, tolerance))
  );
}

function ranged(all: readonly RangeSeries[]): readonly Answered[] {
  return all.flatMap(({ labels, timestamps, values, histograms = [] }) =>
    spread(labels, [
      ...Array.from(values, (value, at) => [(timestamps[at] as number) / 1000, value] as const),
      ...histograms.map(({ timestamp, histogram }) => [timestamp / 1000, histogram] as const),
    ]),
  );
}

/** What an evaluation expects, with times. */
function seriesIn(evaluation: Evaluation): readonly Answered[] {
  const { expected } = evaluation;
  const { start, step = 0 } = evaluation.places ?? evaluation;
  if (typeof expected === "string") return [];
  if (typeof expected === "number") return [{ labels: {}, values: [[start / 1000, expected]] }];
  return expected.flatMap(({ labels, items }: WrittenSeries) =>
    spread(
      withoutEmpty(labels),
      items.flatMap((item, at): readonly Point[] => {
        const time = (start + at * step) / 1000;
        if (typeof item === "number") return [[time, item]];
        return typeof item === "string" ? [] : [[time, toNative(item)]];
      }),
    ),
  );
}

function orderDifference(
  expected: readonly Answered[],
  own: readonly Answered[],
  tolerance: number | undefined,
): string | undefined {
  for (const [at, series] of expected.entries()) {
    const difference = differenceOf([series], own.slice(at, at + 1), tolerance);
    if (difference !== undefined) return `at place ${at + 1} of the order, ${difference}`;
  }
  return undefined;
}

function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ""));
}

function wrong(reason: string): Verdict {
  return { kind: "wrong", reason };
}
