export { Sampler, type SampledTarget } from "./sampler.ts";
export type { Scrape } from "@promenade/promql/samples";
