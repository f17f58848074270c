import { isAtRest } from "./label-roles.ts";
import { quantities, type Limits, type QuantityRule } from "./quantities.ts";
import { order, ranked } from "./rank.ts";
import { discoveries } from "./statistics/discoveries.ts";
import { rankTest } from "./statistics/rank-test.ts";
import { drift, median } from "./statistics/robust.ts";
import { separation } from "./statistics/separation.ts";
import type { Indicator, Observed, OperationReport, Pair, Verdict } from "./types.ts";

/** Of all indicators that are called changed, at most this share may be so by mere chance. */
const falseShare = 0.05;
/** And each by itself: one true change that shows in many indicators must not let others slip in with it. */
const mostChance = 0.0025;
/** Parts of a window in which an indicator must have had a value. */
const leastParts = 5;
/** A change must exceed what the metric does by itself within one of the windows this many times. */
const beyondDrift = 1.5;
/** And in standard errors, with the metric's own rhythm counted in. */
const leastSeparation = 5;

/** What there is of one indicator before its fate is known: significance depends on all others. */
interface Candidate {
  readonly rule: QuantityRule;
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly pValue: number | undefined;
  /** Whether it is large enough to matter and larger than the metric's own movement. */
  readonly isLarge: boolean;
}

/** Decides for each operation whether it changed, and orders them: worst first. */
export function judge(
  pairs: readonly Pair[],
  partSeconds: number,
  limits: Limits,
): readonly OperationReport[] {
  const candidates = pairs.map((pair) =>
    quantities[pair.measure.shape]
      .filter(({ quantity }) => quantity !== "errors" || pair.measure.faults.length > 0)
      .map((rule) => weigh(pair, rule, partSeconds, limits)),
  );
  const tested = candidates.flat().filter(({ pValue }) => pValue !== undefined);
  const found = discoveries(
    tested.map(({ pValue }) => pValue ?? 1),
    falseShare,
  );
  const changed = new Set(
    tested.filter(
      ({ isLarge, pValue = 1 }, index) => isLarge && pValue <= mostChance && found[index] === true,
    ),
  );
  return ranked(pairs.map((pair, index) => report(pair, candidates[index] ?? [], changed, limits)));
}

function weigh(pair: Pair, rule: QuantityRule, seconds: number, limits: Limits): Candidate {
  const [before, after] = [sideOf(pair.before, rule, seconds), sideOf(pair.after, rule, seconds)];
  const shown = {
    rule,
    before: before.isEnough ? finite(before.whole) : undefined,
    after: after.isEnough ? finite(after.whole) : undefined,
  };
  const isTestable =
    rule.needed === "both" ? before.isEnough && after.isEnough : before.isEnough || after.isEnough;
  if (!isTestable) return { ...shown, pValue: undefined, isLarge: false };
  const values = { before: before.values, after: after.values };
  const center = rule.center ?? median;
  const difference = Math.abs(center(values.after) - center(values.before));
  const whole = { before: finite(before.whole) ?? 0, after: finite(after.whole) ?? 0 };
  const size = Math.abs(whole.after - whole.before);
  return {
    rule,
    ...whole,
    pValue: rankTest(values.before, values.after),
    isLarge:
      size >= rule.floor(pair.measure, limits) &&
      size >= limits.minimumChange * Math.min(Math.abs(whole.before), Math.abs(whole.after)) &&
      difference >
        beyondDrift * Math.max(drift(values.before, center), drift(values.after, center)) &&
      separation(values.before, values.after, center) > leastSeparation,
  };
}

interface Side {
  readonly values: readonly number[];
  readonly whole: number;
  readonly isEnough: boolean;
}

function sideOf(parts: Observed, rule: QuantityRule, seconds: number): Side {
  const values = parts.map((part) => rule.ofPart(part, seconds)).filter(Number.isFinite);
  const seen = parts.reduce((sum, part) => sum + (part?.count ?? 0), 0);
  return {
    values,
    whole: rule.ofWindow(parts, seconds),
    isEnough: values.length >= leastParts && seen >= rule.observations,
  };
}

function report(
  pair: Pair,
  candidates: readonly Candidate[],
  changed: ReadonlySet<Candidate>,
  limits: Limits,
): OperationReport {
  const { measure, labels } = pair;
  const only = presence(pair);
  const indicators = candidates.map((candidate) =>
    indicatorOf(pair, candidate, changed, limits, only),
  );
  const own = only ?? strongest(indicators);
  const decisive = indicators.filter(({ verdict, quantity }) =>
    // Of something new its size says nothing: only how long it takes and how often it is.
    only === undefined ? verdict === own : quantity !== "mean",
  );
  // The more narrowly an operation is named, the nearer it is to the cause: a query before the pool that it used.
  const nearness = 1 + 0.15 * Math.min(measure.operation.length, 3);
  return {
    plugin: measure.plugin,
    metric: measure.metric.name,
    unit: measure.metric.unit,
    labels,
    verdict: own,
    effect: nearness * Math.max(0, ...decisive.map(({ effect }) => effect)),
    indicators,
  };
}

function indicatorOf(
  { measure, labels }: Pair,
  candidate: Candidate,
  changed: ReadonlySet<Candidate>,
  limits: Limits,
  only: "new" | "gone" | undefined,
): Indicator {
  const { rule, before, after, pValue } = candidate;
  const isKnown = before !== undefined && after !== undefined;
  const softening = rule.softening ?? rule.floor(measure, limits);
  // What is not there takes no time: the slowest of what is new comes first.
  const left = only === "new" ? 0 : before;
  const right = only === "gone" ? 0 : after;
  const ratio =
    left === undefined || right === undefined
      ? 0
      : Math.log((right + softening) / (left + softening));
  const direction = (): Verdict => {
    if (!rule.isBadWhenHigh(measure) || isAtRest(labels)) return "changed";
    return ratio > 0 ? "worse" : "better";
  };
  const settled: Verdict = pValue === undefined ? "unknown" : "unchanged";
  return {
    quantity: rule.quantity,
    before,
    after,
    change: isKnown && before !== 0 ? after / before - 1 : undefined,
    pValue,
    verdict: changed.has(candidate) ? direction() : settled,
    effect: Math.abs(ratio) * rule.weight,
  };
}

/** An operation that is in one window only, and there often enough to be missed in the other. */
function presence({ measure, before, after }: Pair): "new" | "gone" | undefined {
  // No fault is an answer; so is no use of a resource.
  if (measure.shape === "faults" || measure.shape === "usage") return undefined;
  const parts = measure.shape === "level" ? presentParts : busyParts;
  const [left, right] = [parts(before), parts(after)];
  if (left === 0 && right >= leastParts) return "new";
  if (right === 0 && left >= leastParts) return "gone";
  return undefined;
}

/** A gauge that stands at 0 is there. */
function presentParts(parts: Observed): number {
  return parts.filter((part) => part !== undefined).length;
}

function busyParts(parts: Observed): number {
  return parts.filter((part) => (part?.count ?? 0) > 0).length;
}

function strongest(indicators: readonly Indicator[]): Verdict {
  return order.find((one) => indicators.some(({ verdict }) => verdict === one)) ?? "unknown";
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
