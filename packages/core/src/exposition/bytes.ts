const encoder = new TextEncoder();

/** Where encoded texts lie in a {@link Bytes}, by number. */
export class Ranges {
  starts: Int32Array = new Int32Array(8);
  ends: Int32Array = new Int32Array(8);
  /** Numbers in use are 0 … count - 1. */
  count = 0;
  /** Bytes of the longest text. */
  longest = 0;

  ensure(count: number): void {
    if (count > this.starts.length) {
      this.starts = grown(this.starts, count);
      this.ends = grown(this.ends, count);
    }
    this.count = Math.max(this.count, count);
  }
}

/**
 * Output area, scratch area and encoded texts in one array, because a line is then made by `copyWithin` alone: no
 * string, no view and no encoding per line.
 */
export class Bytes {
  memory: Uint8Array;
  /** The output area is 0 … outputSize - 1. */
  outputSize = 1 << 16;
  readonly #ranges: Ranges[] = [];
  #top: number;
  #wasted = 0;

  constructor() {
    this.#top = this.#textStart;
    this.memory = new Uint8Array(this.#top + 4096);
  }

  /** The scratch area has half the size of the output area and follows it. */
  get scratch(): number {
    return this.outputSize;
  }

  get #textStart(): number {
    return this.outputSize * 1.5;
  }

  ranges(): Ranges {
    const made = new Ranges();
    this.#ranges.push(made);
    return made;
  }

  /**
   * Encodes a text under a number; the room of the text before it is used again where it suffices. A lone surrogate
   * becomes U+FFFD: it has no form in UTF-8.
   */
  put(ranges: Ranges, index: number, text: string): void {
    ranges.ensure(index + 1);
    const start = ranges.starts[index] as number;
    const room = (ranges.ends[index] as number) - start;
    const { read, written } = encoder.encodeInto(text, this.memory.subarray(start, start + room));
    if (read === text.length) {
      ranges.ends[index] = start + written;
      this.#wasted += room - written;
      return;
    }
    this.#wasted += room;
    this.#reserve(text.length * 3);
    const length = encoder.encodeInto(text, this.memory.subarray(this.#top)).written;
    ranges.starts[index] = this.#top;
    ranges.ends[index] = this.#top + length;
    ranges.longest = Math.max(ranges.longest, length);
    this.#top += length;
  }

  /**
   * Makes the areas fit lines of this length and drops what waste has gathered. Moves the texts: positions that were
   * read before are void.
   */
  fit(longestLine: number): void {
    let outputSize = 1 << 16;
    while (outputSize < longestLine * 2) outputSize *= 2;
    const used = this.#top - this.#textStart;
    const isWasteful = this.#wasted > 1 << 16 && this.#wasted * 2 > used;
    if (outputSize > this.outputSize || isWasteful) this.#move(outputSize, used - this.#wasted);
  }

  #reserve(length: number): void {
    const needed = this.#top + length;
    if (needed <= this.memory.length) return;
    const texts = needed - this.#textStart;
    const larger = new Uint8Array(this.#textStart + Math.max(texts, Math.ceil(texts * 1.25)));
    larger.set(this.memory.subarray(0, this.#top));
    this.memory = larger;
  }

  #move(outputSize: number, live: number): void {
    const old = this.memory;
    this.outputSize = outputSize;
    this.#top = this.#textStart;
    this.memory = new Uint8Array(this.#top + Math.ceil(live * 1.25) + 4096);
    for (const ranges of this.#ranges) {
      ranges.longest = 0;
      for (let index = 0; index < ranges.count; index += 1) {
        const start = ranges.starts[index] as number;
        const length = (ranges.ends[index] as number) - start;
        this.memory.set(old.subarray(start, start + length), this.#top);
        ranges.starts[index] = this.#top;
        ranges.ends[index] = this.#top + length;
        ranges.longest = Math.max(ranges.longest, length);
        this.#top += length;
      }
    }
    this.#wasted = 0;
  }
}

function grown(array: Int32Array, atLeast: number): Int32Array {
  const larger = new Int32Array(Math.max(atLeast, Math.ceil(array.length * 1.5)));
  larger.set(array);
  return larger;
}
