import { createHistogram, type RecordableHistogram } from "node:perf_hooks";

/** What prom-client tells of the event loop's delay, in seconds. */
export interface RecentDelays {
  readonly latest: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** Fine enough for a percentile to two figures, and small: microseconds up to an hour. */
const shape = { lowest: 1, highest: 3_600_000_000, figures: 2 } as const;

/**
 * The delays of the last one to two windows. A scrape resets nothing, so that several scrapers see the same, and a
 * block that ends with a scrape is not lost.
 */
export class DelayWindow {
  readonly #milliseconds: number;
  #since = performance.now();
  #latest = 0;
  #current: RecordableHistogram = createHistogram(shape);
  #previous: RecordableHistogram = createHistogram(shape);

  constructor(milliseconds = 15_000) {
    this.#milliseconds = milliseconds;
  }

  add(seconds: number): void {
    const now = performance.now();
    if (now - this.#since >= this.#milliseconds) {
      [this.#previous, this.#current] = [this.#current, this.#previous];
      this.#current.reset();
      this.#since = now;
    }
    this.#latest = seconds;
    this.#current.record(Math.min(Math.max(Math.round(seconds * 1e6), 1), shape.highest));
  }

  /** Undefined until the first sample. */
  read(): RecentDelays | undefined {
    const both = createHistogram(shape);
    both.add(this.#previous);
    both.add(this.#current);
    if (both.count === 0) return undefined;
    return {
      latest: this.#latest,
      min: both.min / 1e6,
      max: both.max / 1e6,
      mean: both.mean / 1e6,
      deviation: both.stddev / 1e6,
      p50: both.percentile(50) / 1e6,
      p90: both.percentile(90) / 1e6,
      p99: both.percentile(99) / 1e6,
    };
  }
}
