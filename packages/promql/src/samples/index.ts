export type { Family } from "./exposition.ts";
export { SampleStore, type StoreLimits } from "./store.ts";
export { type Scrape, Target, type TargetStatus } from "./target.ts";
