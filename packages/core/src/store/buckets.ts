/**
 * Finds the bucket of a value with about one comparison: a table indexed by the top 16 bits of the double
 * (sign, exponent, four bits of mantissa) gives the first bucket that the value could be in.
 */
export class BucketFinder {
  readonly bounds: Float64Array;
  readonly #starts: Uint8Array;
  readonly #lowest: number;

  constructor(bounds: readonly number[]) {
    this.bounds = Float64Array.from(bounds);
    const positive = bounds.find((bound) => bound > 0) ?? 1;
    this.#lowest = topBits(positive / 2);
    const highest = topBits(Math.max(positive, bounds.at(-1) ?? 1) * 2);
    this.#starts = new Uint8Array(highest - this.#lowest + 1);
    for (let index = 1; index < this.#starts.length; index += 1) {
      words[high] = (index + this.#lowest) << 16;
      words[1 - high] = 0;
      const least = double[0] as number;
      let start = 0;
      while (start < bounds.length && least > (bounds[start] as number)) start += 1;
      this.#starts[index] = start;
    }
  }

  /** Index of the first bound ≥ value; `bounds.length` means the +Inf bucket. */
  find(value: number): number {
    const { bounds } = this;
    double[0] = value;
    let index = ((words[high] as number) >>> 16) - this.#lowest;
    if (index < 0 || value <= 0) index = 0;
    else if (index >= this.#starts.length) index = this.#starts.length - 1;
    let bucket = this.#starts[index] as number;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    return bucket;
  }
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Which half of a double holds its sign and exponent on this machine. */
const high = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

function topBits(value: number): number {
  double[0] = value;
  return (words[high] as number) >>> 16;
}
