import { selfMetrics, type MetricDefinition } from "@promenade/core";
import { boundForms } from "../promql/le.ts";

/** The type of a metric, as far as it is known. */
export type SeriesType = "counter" | "gauge" | "histogram" | "summary" | "unknown";

/** What is known about one metric. */
export interface CatalogueEntry {
  readonly name: string;
  readonly type: SeriesType;
  readonly labels: readonly string[];
  /** Values that `le` may have, each in all its spellings; `undefined` when they are not known. */
  readonly bounds: readonly (readonly string[])[] | undefined;
}

/** The metrics that exist, by name. */
export type Catalogue = ReadonlyMap<string, CatalogueEntry>;

/** One series name, resolved: `x_bucket` belongs to the histogram `x` and has `le`. */
export interface ResolvedSeries {
  readonly entry: CatalogueEntry;
  readonly suffix: "" | "_bucket" | "_sum" | "_count";
  readonly labels: readonly string[];
}

/** Series that Prometheus makes itself for each target. */
const fromPrometheus: readonly CatalogueEntry[] = [
  "up",
  "scrape_duration_seconds",
  "scrape_samples_scraped",
  "scrape_samples_post_metric_relabeling",
  "scrape_series_added",
  "scrape_body_size_bytes",
  "scrape_timeout_seconds",
].map((name) => ({ name, type: "gauge", labels: [], bounds: undefined }));

/** What the definitions say, with Promenade's self-metrics and what Prometheus adds for each target. */
export function catalogueFromDefinitions(definitions: readonly MetricDefinition[]): Catalogue {
  const entries = [...Object.values<MetricDefinition>(selfMetrics), ...definitions].map(
    ({ name, type, labels, buckets }): CatalogueEntry => ({
      name,
      type,
      labels,
      bounds: type === "histogram" ? buckets.map(boundForms) : undefined,
    }),
  );
  return byName([...fromPrometheus, ...entries]);
}

export function byName(entries: readonly CatalogueEntry[]): Catalogue {
  return new Map(entries.map((entry) => [entry.name, entry]));
}

/** Prometheus' own series, for catalogues made from an exposition. */
export function withTargetSeries(entries: readonly CatalogueEntry[]): Catalogue {
  return byName([...fromPrometheus, ...entries]);
}

/** Finds the metric that a series name belongs to. */
export function resolveSeries(catalogue: Catalogue, name: string): ResolvedSeries | undefined {
  const own = catalogue.get(name);
  if (own !== undefined) {
    const labels = own.type === "summary" ? [...own.labels, "quantile"] : own.labels;
    return { entry: own, suffix: "", labels };
  }
  for (const suffix of ["_bucket", "_sum", "_count"] as const) {
    if (!name.endsWith(suffix)) continue;
    const entry = catalogue.get(name.slice(0, -suffix.length));
    const isHistogram = entry?.type === "histogram";
    if (entry === undefined || !(isHistogram || (entry.type === "summary" && suffix !== "_bucket")))
      continue;
    return { entry, suffix, labels: suffix === "_bucket" ? [...entry.labels, "le"] : entry.labels };
  }
  return undefined;
}

/** The known name that looks most like an unknown one, for "did you mean". */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 4)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
