export { barGauge, heatmap, row, stat, table, text, timeseries } from "./panels.ts";
export { half, percentiles, small, third, whole } from "./parts.ts";
export { query, type Legend, type LineStyle, type Query } from "./query.ts";
export type * from "./types.ts";
