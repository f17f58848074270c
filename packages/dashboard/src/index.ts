export * from "./alerts/index.ts";
export { dashboard, type DashboardDefinition, type DashboardOptions } from "./dashboard.ts";
export { expressionsOf, substituteVariables, type PanelExpression } from "./expressions.ts";
export * from "./panels/index.ts";
export * from "./promql/index.ts";
export * from "./render/index.ts";
export { variable, type DashboardVariable } from "./variables.ts";
