export { createEngine } from "./engine.ts";
export { parseDuration } from "./duration.ts";
export { PromqlError, type PromqlErrorCode } from "./errors.ts";
export { bucketsOf } from "./histograms/buckets.ts";
export { histogramOf } from "./histograms/layout.ts";
export { createMatcher } from "./matching.ts";
export { seriesOf, sourceOf } from "./source.ts";
export type {
  Bucket,
  BucketCounts,
  Engine,
  EngineOptions,
  HistogramPoint,
  Labels,
  Limits,
  Matcher,
  NativeHistogram,
  Position,
  Query,
  Range,
  RangeSeries,
  Sample,
  SelectorUse,
  Series,
  Source,
  Value,
} from "./types.ts";
