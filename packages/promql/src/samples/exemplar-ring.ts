import type { Labels } from "../index.ts";
import type { ParsedExemplar } from "./exposition.ts";
import { entriesText, labelsFrom } from "./own-text.ts";

interface StoredExemplar {
  readonly series: Labels;
  readonly labels: Labels;
  readonly value: number;
  /** Unix milliseconds. */
  readonly time: number;
}

/** The exemplars of one series, oldest first. */
export interface SeriesExemplars {
  readonly series: Labels;
  readonly exemplars: readonly StoredExemplar[];
}

/** The newest exemplars of all series. */
export class ExemplarRing {
  readonly #limit: number;
  #kept: StoredExemplar[] = [];
  readonly #newest = new WeakMap<Labels, StoredExemplar>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Keeps it unless it is the one that the series showed at the scrape before. */
  add(series: Labels, { labels, value, time }: ParsedExemplar, scrapeTime: number): void {
    const last = this.#newest.get(series);
    const isSame =
      last !== undefined &&
      Object.is(last.value, value) &&
      (time === undefined || time === last.time) &&
      entriesText(last.labels) === entriesText(labels);
    if (isSame) return;
    const own = labelsFrom(entriesText(labels));
    const exemplar = { series, labels: own, value, time: time ?? scrapeTime };
    this.#newest.set(series, exemplar);
    this.#kept.push(exemplar);
    // Not one by one: moving all of the others for each would be slow.
    if (this.#kept.length > this.#limit * 1.1) this.#kept = this.#kept.slice(-this.#limit);
  }

  dropBefore(time: number): void {
    if ((this.#kept[0]?.time ?? time) < time)
      this.#kept = this.#kept.filter((exemplar) => exemplar.time >= time);
  }

  select(
    matches: (labels: Labels) => boolean,
    start: number,
    end: number,
  ): readonly SeriesExemplars[] {
    const groups = new Map<Labels, StoredExemplar[]>();
    for (const exemplar of this.#kept) {
      if (exemplar.time < start || exemplar.time > end || !matches(exemplar.series)) continue;
      const group = groups.get(exemplar.series);
      if (group === undefined) groups.set(exemplar.series, [exemplar]);
      else group.push(exemplar);
    }
    return [...groups].map(([series, exemplars]) => ({
      series,
      exemplars: exemplars.toSorted((a, b) => a.time - b.time),
    }));
  }
}
