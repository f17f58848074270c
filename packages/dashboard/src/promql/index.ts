export { dashboardContext, promql, type Expression, type QueryContext } from "./expression.ts";
export * from "./arithmetic.ts";
export * from "./grouping.ts";
export * from "./histograms.ts";
export * from "./metrics.ts";
export {
  is,
  isNot,
  matches,
  notMatches,
  type Matcher,
  type TargetLabel,
  type Where,
} from "./matchers.ts";
export * from "./operators.ts";
export type { Countable } from "./ranged.ts";
export type { Groupable, SeriesOptions } from "./series.ts";
export { panelUnits, type PanelUnit } from "./units.ts";
export * from "./windows.ts";
export { orZero } from "./zero.ts";
