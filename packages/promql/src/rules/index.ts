export { AlertEvaluator, type GroupStatus, type RuleGroups } from "./evaluator.ts";
export type { ActiveAlert, AlertingRule, RuleStatus } from "./rule-run.ts";
