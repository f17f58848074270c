import type { LabelValues } from "./label-values.ts";

/** What a metric asks of the registry that owns it. */
export interface MetricHost {
  /** The dictionary of a label name. */
  labelValues(name: string): LabelValues;
  /** Distinct values of a label within one metric before `__overflow__`. */
  readonly valueLimit: number;
  /** Label combinations of one metric before `__overflow__`. */
  readonly seriesLimit: number;
  /** A record was dropped. */
  onBadInput(metric: string): void;
  /** A label value was replaced. */
  onOverflow(metric: string, label: string): void;
  /** Whether a tracer was found, so that asking for exemplars is worth it. */
  readonly hasExemplars: boolean;
  /** The current trace, when a sampled span is active. */
  exemplar(): ExemplarLabels | undefined;
  /** While a scrape renders, freed slots are not used again: no series can appear twice in one scrape. */
  readonly isRendering: boolean;
}

/** The trace that an observation belongs to, as OpenTelemetry names it. */
export interface ExemplarLabels {
  readonly trace_id: string;
  readonly span_id: string;
}

/** An observation with the trace that it belongs to. */
export interface Exemplar {
  labels: ExemplarLabels;
  value: number;
  /** Unix time in seconds. */
  timestamp: number;
  /** The scrape cycle that it was taken in. */
  cycle: number;
}
