import { isEqual } from "../histograms/arithmetic.ts";
import type { NativeHistogram } from "../index.ts";

/** Scrapes in one chunk: one bit of a number each says whether the series was there. */
export const chunkSize = 32;

/** What a chunk takes, in bytes, as measured on Node 24; a small typed array costs nearly as much again as its numbers. */
export const plainBytes = 72;
export const filledBytes = plainBytes + 216 + chunkSize * 8;

/** What a native histogram takes, and each bucket of it, in bytes, as measured on Node 24. */
const histogramBytes = 400;
const bucketBytes = 16;

function bytesOf({ positive, negative }: NativeHistogram): number {
  return histogramBytes + bucketBytes * (positive.counts.length + negative.counts.length);
}

/** A series over {@link chunkSize} scrapes. As long as the value stays the same, it is kept once. */
export class Chunk {
  #present = 0;
  #value = 0;
  #values: Float64Array | undefined;
  #histograms: (NativeHistogram | undefined)[] | undefined;
  #histogramBytes = 0;

  get bytes(): number {
    const own = this.#values === undefined ? plainBytes : filledBytes;
    return own + this.#histogramBytes;
  }

  has(slot: number): boolean {
    return (this.#present & (1 << slot)) !== 0;
  }

  get(slot: number): number | NativeHistogram {
    const histogram = this.#histograms?.[slot];
    if (histogram !== undefined) return histogram;
    return this.#values === undefined ? this.#value : (this.#values[slot] ?? 0);
  }

  set(slot: number, value: number | NativeHistogram): void {
    if (typeof value === "number") this.#setNumber(slot, value);
    else {
      this.#histograms ??= Array.from({ length: chunkSize }, () => undefined);
      const last = this.#histograms[slot - 1];
      const isSame = last !== undefined && isEqual(last, value);
      this.#histograms[slot] = isSame ? last : value;
      if (!isSame) this.#histogramBytes += bytesOf(value);
    }
    this.#present |= 1 << slot;
  }

  #setNumber(slot: number, value: number): void {
    if (this.#present === 0) this.#value = value;
    else if (this.#values === undefined && !Object.is(value, this.#value))
      this.#values = new Float64Array(chunkSize).fill(this.#value);
    if (this.#values !== undefined) this.#values[slot] = value;
  }
}
