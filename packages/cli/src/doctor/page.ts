import { isOpenMetrics, parseExposition, parseSeries } from "@promenade/promql/exposition";
import type { Answer } from "../http/endpoint.ts";
import type { SeriesLabels } from "../prometheus/prometheus.ts";

export interface PageSample {
  readonly name: string;
  readonly labels: SeriesLabels;
  readonly value: number;
}

/** A page of metrics, read as Prometheus would. */
export interface Page {
  readonly samples: readonly PageSample[];
  readonly names: ReadonlySet<string>;
  /** A series that stands there twice: Prometheus drops one of them. */
  readonly twice: string | undefined;
}

/**
 * Reads what the app answered.
 * @throws ExpositionError with the line that is wrong
 */
export function readPage({ text, contentType }: Answer): Page {
  const samples: PageSample[] = [];
  const seen = new Set<string>();
  let twice: string | undefined;
  parseExposition(text, isOpenMetrics(contentType), {
    sample(series, value) {
      if (seen.has(series)) twice ??= series;
      seen.add(series);
      const { __name__: name = "", ...labels } = parseSeries(series);
      samples.push({ name, labels, value });
    },
  });
  return { samples, names: new Set(samples.map(({ name }) => name)), twice };
}

/** Values of one metric, with their labels. */
export function valuesOf({ samples }: Page, metric: string): readonly PageSample[] {
  return samples.filter(({ name }) => name === metric);
}

/** Whether a metric has a series: a histogram by its count. */
export function hasSeries(names: ReadonlySet<string>, metric: string): boolean {
  return [metric, `${metric}_count`, `${metric}_bucket`].some((name) => names.has(name));
}
