export { ExpositionError, isOpenMetrics, parseExposition } from "./samples/exposition.ts";
export { parseSeries } from "./samples/series-text.ts";
