import { stringify as toYaml } from "yaml";
import type { AlertDefinition } from "./alert.ts";
import { rulesOf, type RuleOptions } from "./rules.ts";

// Apart from the rest: an app that uploads its dashboards has no use for YAML, which takes long to load.
/** The alerts as the YAML of a Prometheus rule file; the same alerts always give the same text. */
export function renderRules(alerts: readonly AlertDefinition[], options: RuleOptions): string {
  return toYaml(rulesOf(alerts, options), { lineWidth: 0 });
}
