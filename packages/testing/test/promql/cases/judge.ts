import { PromqlError, type Engine, type Labels, type Source } from "@promenade/promql";
import { differenceOf } from "../../../src/engine/difference.ts";
import type { Series as Answered } from "../../../src/services/index.ts";
import type { Evaluation, WrittenSeries } from "./script.ts";
import type { Storage } from "./storage.ts";

/** How the engine does on one evaluation of a script. */
export type Verdict =
  | { readonly kind: "right" }
  | { readonly kind: "unsupported"; readonly reason: string }
  /** It is about native histograms, which the engine does not have: not judged. */
  | { readonly kind: "native" }
  | { readonly kind: "wrong"; readonly reason: string };

const right: Verdict = { kind: "right" };

/** Runs an evaluation, an instant one in the middle of a range too, and compares what comes out. */
export function judge(engine: Engine, storage: Storage, evaluation: Evaluation): Verdict {
  const verdict = judgeNumbers(engine, storage.source(), evaluation);
  const isNative = storage.missesHistograms || /native histograms/.test(reasonOf(verdict));
  return verdict.kind !== "right" && isNative ? { kind: "native" } : verdict;
}

function judgeNumbers(engine: Engine, source: Source, evaluation: Evaluation): Verdict {
  try {
    const differences = answers(engine, source, evaluation);
    if (evaluation.isFailure) return wrong("it has to fail");
    const difference = differences.find((each) => each !== undefined);
    return difference === undefined ? right : wrong(difference);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    if (error.code === "PROMENADE_PROMQL_UNSUPPORTED")
      return { kind: "unsupported", reason: error.message };
    return evaluation.isFailure ? right : wrong(error.message);
  }
}

function answers(
  engine: Engine,
  source: Source,
  evaluation: Evaluation,
): readonly (string | undefined)[] {
  const { expression, start, end, step } = evaluation;
  const expected = seriesIn(evaluation);
  if (step !== undefined) {
    const range = { start, end, step };
    return [differenceOf(expected, ranged(engine, source, expression, range))];
  }
  const value = engine.instant(expression, source, start);
  if (value.type === "string" || value.type === "matrix")
    return [`it gives a ${value.type}, which no case expects`];
  const isScalar = typeof evaluation.expected === "number";
  if (isScalar !== (value.type === "scalar")) return [`it gives a ${value.type}`];
  const samples =
    value.type === "scalar" ? [{ labels: {}, value: value.value }] : [...value.samples];
  const seconds = start / 1000;
  const own = samples.map(({ labels, value: number }) => ({
    labels,
    values: [[seconds, number] as const],
  }));
  const order = evaluation.isOrdered ? [orderDifference(expected, own)] : [];
  const minute = 60_000;
  const around = { start: start - minute, end: start + minute, step: minute };
  // Where the order counts, the middle of a range is another question: series are sorted by their labels there.
  const middle = evaluation.isOrdered
    ? own
    : ranged(engine, source, expression, around)
        .map(({ labels, values }) => ({
          labels,
          values: values.filter(([time]) => time === seconds),
        }))
        .filter(({ values }) => values.length > 0);
  return [differenceOf(expected, own), ...order, differenceOf(expected, middle)];
}

function ranged(
  engine: Engine,
  source: Source,
  expression: string,
  range: { readonly start: number; readonly end: number; readonly step: number },
): readonly Answered[] {
  return engine.range(expression, source, range).map(({ labels, timestamps, values }) => ({
    labels,
    values: Array.from(values, (value, at) => [(timestamps[at] as number) / 1000, value] as const),
  }));
}

/** What an evaluation expects, with times. */
function seriesIn({ expected, start, step = 0 }: Evaluation): readonly Answered[] {
  if (typeof expected === "number") return [{ labels: {}, values: [[start / 1000, expected]] }];
  return expected.map(({ labels, items }: WrittenSeries) => ({
    labels: withoutEmpty(labels),
    values: items.flatMap((item, at) =>
      typeof item === "number" ? [[(start + at * step) / 1000, item] as const] : [],
    ),
  }));
}

function orderDifference(
  expected: readonly Answered[],
  own: readonly Answered[],
): string | undefined {
  for (const [at, series] of expected.entries()) {
    const difference = differenceOf([series], own.slice(at, at + 1));
    if (difference !== undefined) return `at place ${at + 1} of the order, ${difference}`;
  }
  return undefined;
}

function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ""));
}

function reasonOf(verdict: Verdict): string {
  return "reason" in verdict ? verdict.reason : "";
}

function wrong(reason: string): Verdict {
  return { kind: "wrong", reason };
}
