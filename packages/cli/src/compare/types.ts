import type { SeriesLabels } from "../prometheus/prometheus.ts";
import type { Measure } from "./measures.ts";

/** What is compared of an operation. `usage` is a resource per second, `level` a gauge. */
export type Quantity =
  | "rate"
  | "errors"
  | "p50"
  | "p95"
  | "p99"
  | "mean"
  | "faults"
  | "usage"
  | "level";

/** `changed` is neither good nor bad, such as traffic; `unknown` means not enough data. */
export type Verdict = "worse" | "new" | "gone" | "better" | "changed" | "unchanged" | "unknown";

/** One number before and after. */
export interface Indicator {
  readonly quantity: Quantity;
  /** In the unit of the quantity: seconds for a duration, per second for a rate, a ratio for errors. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** 0.5 means half as much again; `undefined` from nothing, and when there is no data. */
  readonly change: number | undefined;
  /** How likely mere noise does this; `undefined` when there is not enough data. */
  readonly pValue: number | undefined;
  readonly verdict: Verdict;
  /** Natural logarithm of the ratio, weighted; the order of the report. */
  readonly effect: number;
}

/** One operation of one metric: a route, a query, a job, a pool. */
export interface OperationReport {
  readonly plugin: string;
  readonly metric: string;
  readonly unit: string | undefined;
  readonly labels: SeriesLabels;
  readonly verdict: Verdict;
  readonly effect: number;
  readonly indicators: readonly Indicator[];
}

/** Unix seconds, both ends. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

export interface Deploy {
  readonly service: string;
  readonly version: string;
  readonly revision: string;
  readonly author: string;
  /** Unix seconds: when the first process of it started. */
  readonly startedAt: number;
}

/** A window cut into even parts: the noise is what differs between them. */
export interface Plan {
  readonly window: Window;
  readonly partSeconds: number;
  /** Numbers of the parts in which the service was scraped; part 0 begins with the window. */
  readonly scraped: readonly number[];
}

/** What one part of a window saw of an operation. */
export interface Part {
  readonly count: number;
  readonly sum: number;
  readonly faults: number;
  readonly buckets: readonly (readonly [bound: number, count: number])[];
}

/** The parts of an operation in one window; `undefined` for a part without a series. */
export type Observed = readonly (Part | undefined)[];

/** An operation in both windows. */
export interface Pair {
  readonly measure: Measure;
  readonly labels: SeriesLabels;
  readonly before: Observed;
  readonly after: Observed;
}

export interface Comparison {
  readonly service: string;
  readonly from: Deploy | undefined;
  readonly to: Deploy | undefined;
  readonly before: Window;
  readonly after: Window;
  /** The order of the report: worst first. */
  readonly operations: readonly OperationReport[];
  /** What the reader should know about the windows. */
  readonly notes: readonly string[];
}
