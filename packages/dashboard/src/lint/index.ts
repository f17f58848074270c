export {
  catalogueFromDefinitions,
  type Catalogue,
  type CatalogueEntry,
  type SeriesType,
} from "./catalogue.ts";
export { catalogueFromExposition } from "./exposition.ts";
export { formatFindings, type Finding, type Severity } from "./finding.ts";
export { lintDashboard, lintDashboards } from "./lint-dashboard.ts";
export { lintRules } from "./lint-rules.ts";
export { lintQuery, type QueryLintOptions } from "./lint-query.ts";
export type { LintOptions } from "./shape.ts";
