import type { Unit } from "@promenade/core";
import { isBadWhenHigh, isBadWhenMany } from "./label-roles.ts";
import type { Measure, Shape } from "./measures.ts";
import { quantile, type CumulativeBuckets } from "./statistics/quantile.ts";
import { mean, median, type Center } from "./statistics/robust.ts";
import type { Part, Quantity } from "./types.ts";

/** Which changes are too small to matter, whatever the noise. */
export interface Limits {
  /** Relative: 0.2 is a fifth. */
  readonly minimumChange: number;
  /** Of a duration. */
  readonly minimumSeconds: number;
}

/** How one number is read off the parts of a window, and what makes a change of it matter. */
export interface QuantityRule {
  readonly quantity: Quantity;
  /** Of one part; NaN when it has nothing to say. `undefined` is a part in which nothing happened. */
  readonly ofPart: (part: Part | undefined, seconds: number) => number;
  /** Of the whole window, for display. */
  readonly ofWindow: (parts: readonly (Part | undefined)[], seconds: number) => number;
  /** What stands for the parts of a window. Default: their median, which outliers cannot move. */
  readonly center?: Center;
  /** Observations that a window must hold. */
  readonly observations: number;
  /** `either`: one of the windows suffices, because nothing at all is an answer too. */
  readonly needed: "both" | "either";
  /** Absolute change below which it does not matter. */
  readonly floor: (measure: Measure, limits: Limits) => number;
  /** Added to both sides of the ratio, so that a change from nearly nothing does not lead the report. Default: the floor. */
  readonly softening?: number;
  /** In the order of the report: what users feel weighs more than what machines do. */
  readonly weight: number;
  readonly isBadWhenHigh: (measure: Measure) => boolean;
}

const always = (): boolean => true;
const never = (): boolean => false;

function total(parts: readonly (Part | undefined)[], key: "count" | "sum" | "faults"): number {
  return parts.reduce((sum, part) => sum + (part?.[key] ?? 0), 0);
}

function pool(parts: readonly (Part | undefined)[]): CumulativeBuckets {
  const sums = new Map<number, number>();
  for (const part of parts) {
    for (const [bound, count] of part?.buckets ?? [])
      sums.set(bound, (sums.get(bound) ?? 0) + count);
  }
  return [...sums].toSorted(([a], [b]) => a - b);
}

const perSecond = (
  quantity: Quantity,
): Omit<QuantityRule, "floor" | "weight" | "isBadWhenHigh"> => ({
  quantity,
  ofPart: (part, seconds) => (part?.count ?? 0) / seconds,
  ofWindow: (parts, seconds) => total(parts, "count") / (seconds * parts.length),
  observations: 10,
  needed: "either",
});

const rate: QuantityRule = {
  ...perSecond("rate"),
  floor: () => 0.01,
  weight: 0.25,
  isBadWhenHigh: never,
};

const ratio: QuantityRule = {
  quantity: "errors",
  ofPart: (part) => (part !== undefined && part.count > 0 ? part.faults / part.count : Number.NaN),
  ofWindow: (parts) => total(parts, "faults") / total(parts, "count"),
  // Most parts may be without an error.
  center: mean,
  observations: 20,
  needed: "both",
  floor: () => 0.005,
  softening: 0.001,
  weight: 1,
  isBadWhenHigh: always,
};

function latency(quantity: "p50" | "p95" | "p99", q: number): QuantityRule {
  return {
    quantity,
    ofPart: (part) => quantile(q, part?.buckets ?? []),
    ofWindow: (parts) => quantile(q, pool(parts)),
    // Five observations above it, or the quantile is a guess.
    observations: Math.round(5 / (1 - q)),
    needed: "both",
    floor: (_, { minimumSeconds }) => minimumSeconds,
    softening: 0.001,
    weight: 1,
    isBadWhenHigh: always,
  };
}

const average: QuantityRule = {
  quantity: "mean",
  ofPart: (part) => (part !== undefined && part.count > 0 ? part.sum / part.count : Number.NaN),
  ofWindow: (parts) => total(parts, "sum") / total(parts, "count"),
  observations: 20,
  needed: "both",
  floor: () => 0,
  softening: 0.1,
  weight: 0.8,
  isBadWhenHigh: ({ metric }) => isBadWhenMany(metric),
};

const faults: QuantityRule = {
  ...perSecond("faults"),
  center: mean,
  observations: 5,
  floor: () => 0.001,
  softening: 0.01,
  weight: 0.9,
  isBadWhenHigh: always,
};

const usage: QuantityRule = {
  ...perSecond("usage"),
  observations: 0,
  floor: ({ metric }) => (metric.unit === "bytes" ? 1024 : 0.02),
  weight: 0.5,
  isBadWhenHigh: ({ metric }) => metric.unit === "seconds",
};

const level: QuantityRule = {
  quantity: "level",
  ofPart: (part) => part?.count ?? Number.NaN,
  ofWindow: (parts) => median(parts.flatMap((part) => (part === undefined ? [] : [part.count]))),
  observations: 0,
  needed: "both",
  floor: ({ metric }, { minimumSeconds }) => levelFloor(metric.unit, minimumSeconds),
  weight: 0.5,
  isBadWhenHigh: ({ metric }) => isBadWhenHigh(metric),
};

function levelFloor(unit: Unit | undefined, minimumSeconds: number): number {
  if (unit === "seconds") return minimumSeconds;
  if (unit === "bytes") return 1_048_576;
  return unit === "ratio" ? 0.01 : 0.5;
}

/** The quantities of each shape, in the order in which they are shown. */
export const quantities: Readonly<Record<Shape, readonly QuantityRule[]>> = {
  duration: [rate, ratio, latency("p50", 0.5), latency("p95", 0.95), latency("p99", 0.99)],
  distribution: [ratio, average],
  events: [rate, ratio],
  faults: [faults],
  usage: [usage],
  level: [level],
};
