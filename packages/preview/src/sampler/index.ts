export { ExpositionError, isOpenMetrics, parseExposition, type Family } from "./exposition.ts";
export { Sampler, type SampledTarget, type SamplerOptions } from "./sampler.ts";
export { defaultLimits, SampleStore, type StoreLimits } from "./store.ts";
export { type Scrape, Target, type TargetStatus } from "./target.ts";
