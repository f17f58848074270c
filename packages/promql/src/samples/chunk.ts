/** Scrapes in one chunk: one bit of a number each says whether the series was there. */
export const chunkSize = 32;

/** What a chunk takes, in bytes, as measured on Node 24; a small typed array costs nearly as much again as its numbers. */
export const plainBytes = 72;
export const filledBytes = plainBytes + 216 + chunkSize * 8;

/** A series over {@link chunkSize} scrapes. As long as the value stays the same, it is kept once. */
export class Chunk {
  #present = 0;
  #value = 0;
  #values: Float64Array | undefined;

  get bytes(): number {
    return this.#values === undefined ? plainBytes : filledBytes;
  }

  has(slot: number): boolean {
    return (this.#present & (1 << slot)) !== 0;
  }

  get(slot: number): number {
    return this.#values === undefined ? this.#value : (this.#values[slot] ?? 0);
  }

  set(slot: number, value: number): void {
    if (this.#present === 0) this.#value = value;
    else if (this.#values === undefined && !Object.is(value, this.#value))
      this.#values = new Float64Array(chunkSize).fill(this.#value);
    if (this.#values !== undefined) this.#values[slot] = value;
    this.#present |= 1 << slot;
  }
}
