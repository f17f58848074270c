import { durationBuckets, histogram } from "@promenade/core";
import type { Measure } from "../../src/compare/measures.ts";
import type { Observed, Pair, Part } from "../../src/compare/types.ts";

/** The same numbers at each run: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function poisson(random: () => number, mean: number): number {
  let count = 0;
  for (let product = random(); product > Math.exp(-mean); product *= random()) count += 1;
  return count;
}

const metric = histogram({
  name: "synthetic_duration_seconds",
  help: "Made up.",
  unit: "seconds",
  labels: ["operation", "outcome"],
});

/** What the made-up operations are like. */
export interface Noise {
  readonly parts: number;
  /** Calls in a part, on average. */
  readonly calls: number;
  /** How much a part's level depends on the one before it: 0 is none, 0.9 wanders. */
  readonly memory: number;
  /** Spread of the level from part to part, as a logarithm. */
  readonly wander: number;
}

/** An operation whose second window is `factor` times as slow as its first. */
export function operation(
  random: () => number,
  name: string,
  noise: Noise,
  factor = 1,
  errors: readonly [before: number, after: number] = [0.01, 0.01],
  seconds = 0.002 * 10 ** (2 * random()),
): Pair {
  const measure: Measure = {
    plugin: "synthetic",
    metric,
    shape: "duration",
    operation: ["operation"],
    faults: [{ label: "outcome", failed: "error" }],
  };
  let level = normal(random) * noise.wander;
  const window = (scale: number, errorRatio: number): Observed =>
    Array.from({ length: noise.parts }, () => {
      level =
        noise.memory * level + Math.sqrt(1 - noise.memory ** 2) * normal(random) * noise.wander;
      return part(
        random,
        poisson(random, noise.calls),
        seconds * scale * Math.exp(level),
        errorRatio,
      );
    });
  return {
    measure,
    labels: { operation: name },
    before: window(1, errors[0]),
    after: window(factor, errors[1]),
  };
}

function part(random: () => number, count: number, seconds: number, errorRatio: number): Part {
  const bounds = [...durationBuckets, Infinity];
  const counts = bounds.map(() => 0);
  let sum = 0;
  let faults = 0;
  for (let call = 0; call < count; call += 1) {
    const value = seconds * Math.exp(0.6 * normal(random));
    sum += value;
    if (random() < errorRatio) faults += 1;
    const first = bounds.findIndex((bound) => value <= bound);
    counts[first] = (counts[first] ?? 0) + 1;
  }
  let below = 0;
  const buckets = bounds.map((bound, index) => [bound, (below += counts[index] ?? 0)] as const);
  return { count, sum, faults, buckets };
}
