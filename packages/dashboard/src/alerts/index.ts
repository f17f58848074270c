export {
  alert,
  alertPromql,
  type AlertDefinition,
  type AlertOptions,
  type Limit,
  type Runbook,
  watchedPromql,
} from "./alert.ts";
export { renderRunbook, rulesOf, type Rule, type RuleFile, type RuleOptions } from "./rules.ts";
