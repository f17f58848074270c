import { chunkSize } from "./chunk.ts";

/** When a target was scraped. Scrapes are numbered; all series of the target share these times. */
export class Timeline {
  #first = 0;
  #times: number[] = [];

  /** Number of the oldest scrape that is kept. */
  get first(): number {
    return this.#first;
  }

  /** Number of the newest scrape; one less than `first` before there was one. */
  get last(): number {
    return this.#first + this.#times.length - 1;
  }

  /** Notes a scrape at that time, or right after the one before: a clock that is set back must not undo the order. */
  push(time: number): number {
    this.#times.push(Math.max(time, (this.#times.at(-1) ?? Number.NEGATIVE_INFINITY) + 1));
    return this.last;
  }

  timeOf(scrape: number): number {
    return this.#times[scrape - this.#first] ?? Number.NaN;
  }

  /** The first scrape at or after that time. */
  firstAtOrAfter(time: number): number {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return this.#first + low;
  }

  /** Forgets whole chunks that ended before that time; gives the number of the first one that stays. */
  dropBefore(time: number): number {
    const keep = Math.floor(this.firstAtOrAfter(time) / chunkSize);
    return this.dropChunksBefore(keep);
  }

  /** Forgets the chunks before the one with that number; gives the number of the first that stays. */
  dropChunksBefore(chunk: number): number {
    const count = Math.min(Math.max(0, chunk * chunkSize - this.#first), this.#times.length);
    if (count > 0) {
      this.#times.splice(0, count);
      this.#first += count;
    }
    return Math.floor(this.#first / chunkSize);
  }
}
