import type { Labels, NativeHistogram, Series } from "../index.ts";
import { Chunk, chunkSize } from "./chunk.ts";
import type { Timeline } from "./timeline.ts";

/**
 * What a series takes besides its chunks, in bytes, as measured on Node 24: itself, its places in maps, and what the engine
 * remembers of it after a query; and each label.
 */
const ownBytes = 550;
const labelBytes = 64;
/** Its text is kept three times: as labels, as the store's key, and as the target writes it. */
const copies = 3;

/** One series of one target: a chunk for each stretch of scrapes in which it was seen. */
export class StoredSeries {
  readonly labels: Labels;
  readonly timeline: Timeline;
  #first = 0;
  #chunks: (Chunk | undefined)[] = [];
  #bytes: number;
  /** Number of the scrape that showed it last. */
  #last = 0;

  constructor(labels: Labels, timeline: Timeline) {
    this.labels = labels;
    this.timeline = timeline;
    this.#bytes = Object.entries(labels).reduce(
      (sum, [name, value]) => sum + labelBytes + copies * (name.length + value.length),
      ownBytes,
    );
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  /** Whether its target showed it neither in the newest scrape, which may be under way, nor in the one before. */
  get hasEnded(): boolean {
    return !this.isEmpty && this.#last < this.timeline.last - 1;
  }

  /** When it was seen last: Unix milliseconds. */
  get lastTime(): number {
    return this.timeline.timeOf(this.#last);
  }

  /** Whether it was in the scrape with this number. */
  has(scrape: number): boolean {
    return this.#chunkOf(scrape)?.has(scrape % chunkSize) ?? false;
  }

  append(scrape: number, value: number | NativeHistogram): void {
    const index = Math.floor(scrape / chunkSize);
    if (this.#chunks.length === 0) this.#first = index;
    this.#last = scrape;
    while (this.#first + this.#chunks.length <= index) this.#chunks.push(undefined);
    const at = index - this.#first;
    let chunk = this.#chunks[at];
    if (chunk === undefined) this.#chunks[at] = chunk = new Chunk();
    else this.#bytes -= chunk.bytes;
    chunk.set(scrape % chunkSize, value);
    this.#bytes += chunk.bytes;
  }

  /** Forgets everything: whoever still holds it sees that it is empty. */
  clear(): void {
    this.#chunks = [];
  }

  /** Forgets the chunks before the one with this number. */
  dropBefore(chunk: number): void {
    while (this.#chunks.length > 0 && this.#first < chunk) {
      this.#bytes -= this.#chunks.shift()?.bytes ?? 0;
      this.#first += 1;
    }
    while (this.#chunks.length > 0 && this.#chunks[0] === undefined) {
      this.#chunks.shift();
      this.#first += 1;
    }
  }

  /** The samples from one scrape to another, both included; `undefined` when there are none. */
  read(from: number, to: number): Series | undefined {
    const start = Math.max(from, this.#first * chunkSize);
    const end = Math.min(to, (this.#first + this.#chunks.length) * chunkSize - 1);
    if (end < start) return undefined;
    const timestamps = new Float64Array(end - start + 1);
    const values = new Float64Array(end - start + 1);
    const histograms: (NativeHistogram | undefined)[] = [];
    const staleAt: number[] = [];
    let length = 0;
    let wasThere = false;
    for (let scrape = start; scrape <= end; scrape += 1) {
      const chunk = this.#chunkOf(scrape);
      const isThere = chunk?.has(scrape % chunkSize) ?? false;
      if (isThere && chunk !== undefined) {
        timestamps[length] = this.timeline.timeOf(scrape);
        const value = chunk.get(scrape % chunkSize);
        if (typeof value === "number") values[length] = value;
        else {
          values[length] = Number.NaN;
          histograms[length] = value;
        }
        length += 1;
      } else if (wasThere) staleAt.push(this.timeline.timeOf(scrape));
      wasThere = isThere;
    }
    if (wasThere && end < to && end < this.timeline.last)
      staleAt.push(this.timeline.timeOf(end + 1));
    if (length === 0) return undefined;
    const series = { labels: this.labels, timestamps, values, length, staleAt };
    return histograms.length === 0 ? series : { ...series, histograms };
  }

  #chunkOf(scrape: number): Chunk | undefined {
    return this.#chunks[Math.floor(scrape / chunkSize) - this.#first];
  }
}
