import { histogramOf, type BucketCounts, type NativeHistogram } from "@promenade/promql";
import type { Random } from "./random.ts";

/** A native histogram at work: it observes, grows coarser, widens its zero bucket, and begins anew. */
export class LiveHistogram {
  readonly #random: Random;
  readonly #signs: readonly (1 | -1)[];
  #schema = 0;
  #zeroThreshold = 0;
  #zeroCount = 0;
  #count = 0;
  #sum = 0;
  #sides = new Map<1 | -1, Map<number, number>>();
  /** Grows whenever the buckets begin to mean something else. */
  epoch = 0;

  constructor(random: Random, signs: readonly (1 | -1)[]) {
    this.#random = random;
    this.#signs = signs;
    this.restart();
  }

  restart(): void {
    this.epoch += 1;
    const random = this.#random;
    this.#schema = random.pick([-2, -1, 0, 1, 2, 3, 5, 8]);
    this.#zeroThreshold = random.pick([0, 2 ** -128, 2 ** -4, 0.001]);
    this.#zeroCount = 0;
    this.#count = 0;
    this.#sum = 0;
    this.#sides = new Map(this.#signs.map((sign) => [sign, new Map<number, number>()]));
  }

  observe(value: number): void {
    this.#count += 1;
    this.#sum += value;
    if (Math.abs(value) <= this.#zeroThreshold) {
      this.#zeroCount += 1;
      return;
    }
    const side = this.#sides.get(value < 0 ? -1 : 1);
    if (side === undefined) return;
    const index = Math.ceil(Math.log2(Math.abs(value)) * 2 ** this.#schema);
    side.set(index, (side.get(index) ?? 0) + 1);
  }

  observeSome(): void {
    const random = this.#random;
    for (let times = random.pick([0, 1, 3, 20]); times > 0; times -= 1)
      this.observe(random.pick(this.#signs) * 2 ** (random.next() * 9 - 5));
  }

  growCoarser(): void {
    if (this.#schema <= -4) return;
    this.epoch += 1;
    this.#schema -= 1;
    this.#rebuild((index) => Math.ceil(index / 2));
  }

  /** To a bound of the buckets, as a client does it. */
  widenZero(): void {
    const wanted = 2 ** this.#random.whole(-5, -2);
    const bound = (index: number): number => 2 ** (index / 2 ** this.#schema);
    // Coarse buckets have few bounds.
    const isBound = Number.isInteger(Math.log2(wanted) * 2 ** this.#schema);
    if (wanted <= this.#zeroThreshold || !isBound) return;
    this.epoch += 1;
    this.#zeroThreshold = wanted;
    for (const side of this.#sides.values())
      for (const [index, count] of side)
        if (bound(index) <= wanted) {
          this.#zeroCount += count;
          side.delete(index);
        }
  }

  snapshot(resetHint: NativeHistogram["resetHint"]): NativeHistogram {
    return histogramOf({
      schema: this.#schema,
      count: this.#count,
      sum: this.#sum,
      zeroThreshold: this.#zeroThreshold,
      zeroCount: this.#zeroCount,
      positive: bucketCounts(this.#sides.get(1)),
      negative: bucketCounts(this.#sides.get(-1)),
      resetHint,
    });
  }

  #rebuild(target: (index: number) => number): void {
    for (const [sign, side] of this.#sides) {
      const merged = new Map<number, number>();
      for (const [index, count] of side)
        merged.set(target(index), (merged.get(target(index)) ?? 0) + count);
      this.#sides.set(sign, merged);
    }
  }
}

/** Buckets by index, as a histogram has them. */
export function bucketCounts(side: ReadonlyMap<number, number> = new Map()): BucketCounts {
  const sorted = [...side].toSorted(([one], [other]) => one - other);
  return { indexes: sorted.map(([index]) => index), counts: sorted.map(([, count]) => count) };
}

/** A histogram and the {@link LiveHistogram.epoch} that it is of. */
export interface Snapshot {
  readonly epoch: number;
  readonly histogram: NativeHistogram;
}

/**
 * The same with all buckets of an epoch in each of its histograms, the empty ones too. Prometheus fills them in when it stores
 * some in one chunk, and to a few functions it makes a difference.
 */
export function withAllBuckets(snapshots: readonly Snapshot[]): readonly NativeHistogram[] {
  return snapshots.map(({ epoch, histogram }) => {
    const same = snapshots.filter((each) => each.epoch === epoch);
    const filled = (side: "positive" | "negative"): BucketCounts => {
      const counts = new Map(
        same.flatMap((each) => each.histogram[side].indexes).map((index) => [index, 0]),
      );
      for (const [at, index] of histogram[side].indexes.entries())
        counts.set(index, histogram[side].counts[at] as number);
      return bucketCounts(counts);
    };
    return { ...histogram, positive: filled("positive"), negative: filled("negative") };
  });
}
