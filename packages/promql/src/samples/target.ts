import type { Labels } from "../index.ts";
import { isOpenMetrics, parseExposition, type Family, type ParsedExemplar } from "./exposition.ts";
import { parseSeries } from "./series-text.ts";
import type { SampleStore } from "./store.ts";
import type { StoredSeries } from "./stored-series.ts";

/** One answer of a metrics endpoint. */
export interface Scrape {
  /** When it was asked: Unix milliseconds. */
  readonly time: number;
  readonly durationSeconds: number;
  readonly result:
    | { readonly text: string; readonly contentType: string }
    | { readonly error: string };
}

/** A target, as of its last scrape. */
export interface TargetStatus {
  readonly job: string;
  readonly instance: string;
  readonly url: string;
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
  /** Unix milliseconds. */
  readonly lastScrape: number | undefined;
  readonly lastScrapeDurationSeconds: number;
  readonly samples: number;
}

/** Puts the scrapes of one target into the store, with the series that Prometheus adds. */
export class Target {
  readonly families = new Map<string, Family>();
  readonly #store: SampleStore;
  readonly #timeline;
  readonly #own: { readonly job: string; readonly instance: string };
  readonly #known = new Map<string, StoredSeries>();
  #status: TargetStatus;

  constructor(store: SampleStore, options: { job: string; instance: string; url: string }) {
    const { job, instance } = options;
    this.#store = store;
    this.#timeline = store.addTimeline();
    this.#own = { job, instance };
    this.#status = {
      ...options,
      health: "unknown",
      lastError: "",
      lastScrape: undefined,
      lastScrapeDurationSeconds: 0,
      samples: 0,
    };
  }

  get status(): TargetStatus {
    return this.#status;
  }

  /** A scrape that failed half-way counts as failed: nothing of it is kept, as in Prometheus. */
  ingest({ time, durationSeconds, result }: Scrape): void {
    const scrape = this.#timeline.push(time);
    const rows: [series: string, value: number, exemplar: ParsedExemplar | undefined][] = [];
    let error = "error" in result ? result.error : "";
    if ("text" in result) {
      try {
        parseExposition(result.text, isOpenMetrics(result.contentType), {
          sample: (series, value, exemplar) => void rows.push([series, value, exemplar]),
          family: (family) => void this.families.set(family.name, family),
        });
        for (const [series] of rows) this.#resolve(series);
      } catch (caught) {
        error = caught instanceof Error ? caught.message : String(caught);
        rows.length = 0;
      }
    }
    for (const [text, value, exemplar] of rows) {
      const series = this.#resolve(text);
      // The second of two lines for one series is dropped.
      if (series === undefined || series.has(scrape)) continue;
      this.#store.append(series, scrape, value);
      if (exemplar !== undefined) this.#store.addExemplar(series, exemplar, time);
    }
    this.#add(scrape, "up", error === "" ? 1 : 0);
    this.#add(scrape, "scrape_duration_seconds", durationSeconds);
    this.#add(scrape, "scrape_samples_scraped", rows.length);
    this.#status = {
      ...this.#status,
      health: error === "" ? "up" : "down",
      lastError: error,
      lastScrape: time,
      lastScrapeDurationSeconds: durationSeconds,
      samples: rows.length,
    };
    this.#store.prune(time);
    if (this.#known.size > 2 * rows.length + 1000) this.#known.clear();
  }

  #add(scrape: number, name: string, value: number): void {
    const series = this.#resolve(name);
    if (series !== undefined && !series.has(scrape)) this.#store.append(series, scrape, value);
  }

  #resolve(text: string): StoredSeries | undefined {
    const known = this.#known.get(text);
    // An empty one was forgotten by the store, or never filled.
    if (known !== undefined && !known.isEmpty) return known;
    const series = this.#store.seriesOf(this.#withOwn(parseSeries(text)), this.#timeline);
    if (series !== undefined) this.#known.set(text, series);
    return series;
  }

  /** A label of the app that is called `job` or `instance` becomes `exported_job`, as in Prometheus. */
  #withOwn(labels: Labels): Labels {
    const all: Record<string, string> = { ...labels, ...this.#own };
    for (const name of ["job", "instance"]) {
      const value = labels[name];
      if (value !== undefined) all[`exported_${name}`] = value;
    }
    return all;
  }
}
