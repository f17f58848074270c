export { Sampler, type SampledTarget } from "./sampler.ts";
export type { Scrape } from "./target.ts";
