/** The labels of a series; the metric's name is `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** Counts of buckets that have a number each; those that are missing count nothing. */
export interface BucketCounts {
  /** Ascending. */
  readonly indexes: readonly number[];
  readonly counts: readonly number[];
}

/** A native histogram: one sample that has all buckets in it. `histogramOf` makes one. */
export interface NativeHistogram {
  /** -4 to 8: 2^schema buckets for each power of two. -53: the bounds are in `customBounds`. */
  readonly schema: number;
  readonly count: number;
  readonly sum: number;
  /** The zero bucket reaches from minus this to this. */
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  /** Bucket `index` ends, included, at 2^(index / 2^schema), or at `customBounds[index]`. */
  readonly positive: BucketCounts;
  /** The same below zero. */
  readonly negative: BucketCounts;
  /** Upper bounds, ascending, without the infinite one. */
  readonly customBounds: readonly number[];
  /**
   * Whether a counter began anew here: `unknown` lets the engine compare with the sample before, `gauge` is no counter.
   */
  readonly resetHint: "unknown" | "reset" | "none" | "gauge";
}

/** One bucket of a native histogram, as `bucketsOf` gives it. */
export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly isLowerIncluded: boolean;
  readonly isUpperIncluded: boolean;
  readonly count: number;
}

/**
 * One stored series. The arrays may be longer than `length`, and may be views of a live ring: the engine reads them
 * only inside of the call that selected them.
 */
export interface Series {
  readonly labels: Labels;
  /** Unix milliseconds, ascending, no two the same. */
  readonly timestamps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Samples that are native histograms stand here, at the same index; their number in `values` is not read. */
  readonly histograms?: readonly (NativeHistogram | undefined)[];
  /** Samples in use, from the front. */
  readonly length: number;
  /**
   * When the series ended, for example because its target went away: Unix milliseconds, ascending. Prometheus writes a
   * staleness marker there, a NaN with its own bit pattern. JavaScript may change the bits of a NaN at any time,
   * so here the marker is no sample.
   */
  readonly staleAt?: ArrayLike<number>;
}

/** One condition of a selector. A regular expression matches the whole value. A label that is not there is empty. */
export interface Matcher {
  readonly name: string;
  readonly type: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** Where samples come from: the ring of a sampler, or an array in tests. */
export interface Source {
  /**
   * The series that `matchers` choose; `createMatcher` makes the test for one series. Samples outside of the time
   * (Unix milliseconds, both ends included) may be given too: the engine cuts. No two series may have the same labels.
   */
  select(
    matchers: readonly Matcher[],
    startMilliseconds: number,
    endMilliseconds: number,
  ): Iterable<Series>;
}

/** One value of an instant vector. */
export interface Sample {
  readonly labels: Labels;
  /** NaN of a native histogram. */
  readonly value: number;
  readonly histogram?: NativeHistogram;
}

/** A point of a series that is a native histogram. */
export interface HistogramPoint {
  /** Unix milliseconds. */
  readonly timestamp: number;
  readonly histogram: NativeHistogram;
}

/** One series of a result: only the points that are there. */
export interface RangeSeries {
  readonly labels: Labels;
  /** Unix milliseconds. */
  readonly timestamps: readonly number[] | Float64Array;
  readonly values: readonly number[] | Float64Array;
  /** Points that are native histograms; they are not among `timestamps` and `values`. */
  readonly histograms?: readonly HistogramPoint[];
}

/** What an instant query gives. The samples of a vector belong to `timeMilliseconds`. */
export type Value =
  | {
      readonly type: "vector";
      readonly timeMilliseconds: number;
      readonly samples: readonly Sample[];
    }
  | { readonly type: "scalar"; readonly timeMilliseconds: number; readonly value: number }
  | { readonly type: "string"; readonly timeMilliseconds: number; readonly value: string }
  | {
      readonly type: "matrix";
      readonly timeMilliseconds: number;
      readonly series: readonly RangeSeries[];
    };

/** Unix milliseconds; `end` is included when a step falls on it. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** A selector in an expression: where it stands and what it reads. */
export interface SelectorUse {
  readonly matchers: readonly Matcher[];
  /** The metric's name, when the selector asks for exactly one. */
  readonly metric: string | undefined;
  /** Of a range selector, `[5m]`. */
  readonly rangeMilliseconds: number | undefined;
  readonly position: Position;
}

/** A piece of the expression's text: `text.slice(from, to)`. */
export interface Position {
  readonly from: number;
  readonly to: number;
}

/** An expression that was understood and is ready to run. */
export interface Query {
  readonly expression: string;
  readonly type: Value["type"];
  /** Left to right. */
  readonly selectors: readonly SelectorUse[];
}

/** Bounds of one query. One that goes beyond is refused with `PROMENADE_PROMQL_LIMIT`. */
export interface Limits {
  /** Samples looked at. Default 50 million, as in Prometheus. */
  readonly samples?: number;
  /** Steps of a range query. Default 11,000, as in Prometheus. */
  readonly steps?: number;
  /** Evaluation blocks the thread: no longer than this. Default 10,000. */
  readonly milliseconds?: number;
}

/** What `createEngine()` takes; all of it is optional. */
export interface EngineOptions {
  /** Which Prometheus decides where versions differ. Default "3". */
  readonly semantics?: "3" | "2";
  /** How old the last sample of a series may be. Default 5 minutes. */
  readonly lookbackMilliseconds?: number;
  /** Step of a subquery that gives none, `[5m:]`. Default 1 minute. */
  readonly subqueryStepMilliseconds?: number;
  readonly limits?: Limits;
}

/** Evaluates PromQL. It keeps parsed expressions, and nothing of any source. */
export interface Engine {
  /**
   * Reads an expression without evaluating it.
   * @throws PromqlError
   */
  parse(expression: string): Query;
  /**
   * The value at one time.
   * @throws PromqlError
   */
  instant(expression: string, source: Source, timeMilliseconds: number): Value;
  /**
   * The values at each step. Series without a point are left out.
   * @throws PromqlError
   */
  range(expression: string, source: Source, range: Range): readonly RangeSeries[];
}
