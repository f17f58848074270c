import {
  createMatcher,
  type Labels,
  type Matcher,
  type NativeHistogram,
  type Series,
  type Source,
} from "../index.ts";
import { chunkSize } from "./chunk.ts";
import { endedIn } from "./ended.ts";
import { ExemplarRing, type SeriesExemplars } from "./exemplar-ring.ts";
import type { ParsedExemplar } from "./exposition.ts";
import { entriesText, labelsFrom } from "./own-text.ts";
import { StoredSeries } from "./stored-series.ts";
import { Timeline } from "./timeline.ts";

/** Bounds of what is kept in memory. */
export interface StoreLimits {
  /** How long samples are kept. Default 30 minutes. */
  readonly retentionMilliseconds: number;
  /** Series at a time; further ones take the place of series that ended, or are left out. Default 50,000. */
  readonly series: number;
  /** Bytes, as estimated; beyond it the oldest samples go before their time. Default 128 MiB. */
  readonly bytes: number;
  /** Exemplars at a time; the oldest go first. Default 10,000. */
  readonly exemplars: number;
}

export const defaultLimits: StoreLimits = {
  retentionMilliseconds: 30 * 60_000,
  series: 50_000,
  bytes: 128 * 1024 * 1024,
  exemplars: 10_000,
};

/** Of the set of series that have one name, in bytes. */
const nameBytes = 300;

/** The samples of all targets, in memory, newest first to stay. */
export class SampleStore implements Source {
  readonly limits: StoreLimits;
  /** Series that had ended and made room for new ones before their time, since the start. */
  displaced = 0;
  /** Set when samples went before their time, for want of room: Unix milliseconds of the oldest that is left. */
  shortenedTo: number | undefined;
  readonly #series = new Map<string, StoredSeries>();
  readonly #byName = new Map<string, Set<StoredSeries>>();
  readonly #timelines = new Set<Timeline>();
  readonly #exemplars: ExemplarRing;
  #bytes = 0;
  /** Looking for room reads all series: in vain once is enough until the next scrape. */
  #isFull = false;

  constructor(limits: Partial<StoreLimits> = {}) {
    this.limits = { ...defaultLimits, ...limits };
    this.#exemplars = new ExemplarRing(this.limits.exemplars);
  }

  get seriesCount(): number {
    return this.#series.size;
  }

  /** An estimate of what the samples take, in bytes. */
  get bytes(): number {
    return this.#bytes + this.#byName.size * nameBytes;
  }

  addTimeline(): Timeline {
    const timeline = new Timeline();
    this.#timelines.add(timeline);
    return timeline;
  }

  /**
   * The series with these labels; `undefined` when there is no room for another one. One of the store's own
   * (`hasPlace`), such as `up`, is always taken.
   */
  seriesOf(labels: Labels, timeline: Timeline, hasPlace = false): StoredSeries | undefined {
    const key = entriesText(labels);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (!hasPlace && this.#isFull) return undefined;
    const series = new StoredSeries(labelsFrom(key), timeline);
    if (!hasPlace && !this.#hasRoom(series.bytes)) return undefined;
    this.#series.set(key, series);
    const name = labels["__name__"] ?? "";
    const same = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, same.add(series));
    this.#bytes += series.bytes;
    return series;
  }

  append(series: StoredSeries, scrape: number, value: number | NativeHistogram): void {
    const before = series.bytes;
    series.append(scrape, value);
    this.#bytes += series.bytes - before;
  }

  addExemplar(series: StoredSeries, exemplar: ParsedExemplar, scrapeTime: number): void {
    this.#exemplars.add(series.labels, exemplar, scrapeTime);
  }

  /** Forgets what is too old, and then what there is no room for. Call it after each scrape. */
  prune(now: number): void {
    const oldest = now - this.limits.retentionMilliseconds;
    this.#exemplars.dropBefore(oldest);
    let dropped = false;
    for (const timeline of this.#timelines) {
      const before = timeline.first;
      timeline.dropBefore(oldest);
      dropped ||= timeline.first !== before;
    }
    if (dropped) this.#sweep();
    this.#isFull = false;
    for (;;) {
      if (this.bytes <= this.limits.bytes || !this.#dropOldestChunk()) return;
      this.#sweep();
    }
  }

  *select(matchers: readonly Matcher[], start: number, end: number): Iterable<Series> {
    for (const series of this.#find(matchers)) {
      const { timeline } = series;
      // One scrape more: a marker of the end may stand on it.
      const read = series.read(timeline.firstAtOrAfter(start), timeline.firstAtOrAfter(end + 1));
      if (read !== undefined) yield read;
    }
  }

  /** The labels of the series that have a sample in that time. */
  *labelsOf(matchers: readonly Matcher[], start: number, end: number): Iterable<Labels> {
    for (const series of this.#find(matchers)) {
      const { timeline } = series;
      const read = series.read(
        timeline.firstAtOrAfter(start),
        timeline.firstAtOrAfter(end + 1) - 1,
      );
      if (read !== undefined) yield series.labels;
    }
  }

  exemplarsOf(
    matchers: readonly Matcher[],
    start: number,
    end: number,
  ): readonly SeriesExemplars[] {
    return this.#exemplars.select(createMatcher(matchers), start, end);
  }

  *#find(matchers: readonly Matcher[]): Iterable<StoredSeries> {
    const name = matchers.find((each) => each.name === "__name__" && each.type === "=")?.value;
    const matches = createMatcher(matchers);
    const candidates = name === undefined ? this.#series.values() : (this.#byName.get(name) ?? []);
    for (const series of candidates) if (matches(series.labels)) yield series;
  }

  /** All but the newest chunk of a target may go. */
  #dropOldestChunk(): boolean {
    let oldest: Timeline | undefined;
    for (const timeline of this.#timelines) {
      const hasMore =
        Math.floor(timeline.first / chunkSize) < Math.floor(timeline.last / chunkSize);
      if (
        hasMore &&
        (oldest === undefined || timeline.timeOf(timeline.first) < oldest.timeOf(oldest.first))
      )
        oldest = timeline;
    }
    if (oldest === undefined) return false;
    oldest.dropChunksBefore(Math.floor(oldest.first / chunkSize) + 1);
    this.shortenedTo = oldest.timeOf(oldest.first);
    return true;
  }

  #sweep(): void {
    this.#bytes = 0;
    for (const [key, series] of this.#series) {
      series.dropBefore(Math.floor(series.timeline.first / chunkSize));
      if (series.isEmpty) this.#remove(key, series);
      else this.#bytes += series.bytes;
    }
  }

  #hasRoom(bytes: number): boolean {
    if (this.#series.size >= this.limits.series) {
      for (const [key, series] of endedIn(this.#series, Math.ceil(this.limits.series / 10))) {
        this.#bytes -= series.bytes;
        series.clear();
        this.#remove(key, series);
        this.displaced += 1;
      }
    }
    while (this.bytes + bytes > this.limits.bytes && this.#dropOldestChunk()) this.#sweep();
    this.#isFull =
      this.#series.size >= this.limits.series || this.bytes + bytes > this.limits.bytes;
    return !this.#isFull;
  }

  #remove(key: string, series: StoredSeries): void {
    this.#series.delete(key);
    const name = series.labels["__name__"] ?? "";
    const same = this.#byName.get(name);
    same?.delete(series);
    if (same?.size === 0) this.#byName.delete(name);
  }
}
