export { ExpositionError, isOpenMetrics, parseExposition } from "./sampler/exposition.ts";
export { parseSeries } from "./sampler/series-text.ts";
