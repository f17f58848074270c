export { createEngine } from "./engine.ts";
export { parseDuration } from "./duration.ts";
export { PromqlError, type PromqlErrorCode } from "./errors.ts";
export { createMatcher } from "./matching.ts";
export { seriesOf, sourceOf } from "./source.ts";
export type {
  Engine,
  EngineOptions,
  Labels,
  Limits,
  Matcher,
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
