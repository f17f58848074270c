import type { Labels, NativeHistogram } from "../index.ts";
import { isOpenMetrics, parseExposition, type Family, type ParsedExemplar } from "./exposition.ts";
import { ownText } from "./own-text.ts";
import { isProtobuf, parseProtobuf, type ProtobufVisitor } from "./protobuf/families.ts";
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
    /** Protocol Buffers, which may have native histograms. */
    | { readonly bytes: Uint8Array; readonly contentType: string }
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
  /** Series of the last scrape that found no room. */
  readonly leftOut: number;
}

/** Four times what the store keeps by default: no app has as many. */
const mostSamples = 200_000;

interface Row {
  readonly text: string;
  readonly value: number | NativeHistogram;
  readonly exemplars: readonly ParsedExemplar[];
  /** Read only where the series is not known. */
  labels?: Labels;
}

/** Puts the scrapes of one target into the store, with the series that Prometheus adds. */
export class Target {
  /** What the last answer said about its metrics, by name. */
  families: ReadonlyMap<string, Family> = new Map();
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
      leftOut: 0,
    };
  }

  get status(): TargetStatus {
    return this.#status;
  }

  /** A scrape that failed half-way counts as failed: nothing of it is kept, as in Prometheus. */
  ingest({ time, durationSeconds, result }: Scrape): void {
    const scrape = this.#timeline.push(time);
    let [rows, error, leftOut]: [readonly Row[], string, number] = [[], "", 0];
    if ("error" in result) ({ error } = result);
    else {
      try {
        rows = this.#read(result);
      } catch (caught) {
        error = caught instanceof Error ? caught.message : String(caught);
      }
    }
    for (const row of rows) {
      const series = this.#resolve(row);
      if (series === undefined) leftOut += 1;
      // The second of two lines for one series is dropped.
      if (series === undefined || series.has(scrape)) continue;
      this.#store.append(series, scrape, row.value);
      for (const exemplar of row.exemplars) this.#store.addExemplar(series, exemplar, time);
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
      leftOut,
    };
    this.#store.prune(time);
    if (this.#known.size > 2 * rows.length + 1000) this.#known.clear();
  }

  /** @throws Error with what is wrong */
  #read(result: Exclude<Scrape["result"], { readonly error: string }>): readonly Row[] {
    const rows: Row[] = [];
    const families = new Map<string, Family>();
    const add = (row: Row): void => {
      if (rows.length >= mostSamples) throw new Error(`there are more than ${mostSamples} samples`);
      rows.push(row);
    };
    const visitor: ProtobufVisitor = {
      sample: (text, value, exemplar) =>
        add({ text, value, exemplars: exemplar === undefined ? [] : [exemplar] }),
      histogram: (text, value, exemplars) => add({ text, value, exemplars }),
      family: ({ name, type, help }) => {
        const own = ownText(name);
        families.set(own, { name: own, type: ownText(type), help: ownText(help) });
      },
    };
    const { contentType } = result;
    if ("text" in result) parseExposition(result.text, isOpenMetrics(contentType), visitor);
    else if (isProtobuf(contentType)) parseProtobuf(result.bytes, visitor);
    else throw new Error(`the metrics are of a kind that is not read here, ${contentType}`);
    for (const row of rows)
      if (this.#knownSeries(row.text) === undefined) row.labels = parseSeries(row.text);
    this.families = families;
    return rows;
  }

  #add(scrape: number, name: string, value: number): void {
    const series = this.#store.seriesOf({ __name__: name, ...this.#own }, this.#timeline, true);
    if (series !== undefined && !series.has(scrape)) this.#store.append(series, scrape, value);
  }

  /** An empty one was forgotten by the store. */
  #knownSeries(text: string): StoredSeries | undefined {
    const known = this.#known.get(text);
    return known?.isEmpty === true ? undefined : known;
  }

  #resolve({ text, labels }: Row): StoredSeries | undefined {
    const known = this.#knownSeries(text);
    if (known !== undefined) return known;
    const all = this.#withOwn(labels ?? parseSeries(text));
    const series = this.#store.seriesOf(all, this.#timeline);
    if (series !== undefined) this.#known.set(ownText(text), series);
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
