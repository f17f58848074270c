import type { MetricDefinition } from "@promenade/core";
import { invalid } from "./invalid.ts";
import { targetLabels, type Matcher, type TargetLabel } from "./promql/matchers.ts";

/** A drop-down of a dashboard that lists a label's values. It is a condition too: `where: { queue: queueVariable }`. */
export interface DashboardVariable extends Matcher {
  readonly variable: string;
  readonly label: string;
  readonly metric: MetricDefinition;
  readonly of: string;
}

/**
 * A variable besides job and instance. Name it in `dashboard({ variables })`, and use it in `where`.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID`
 */
export function variable<L extends string>(options: {
  /** How the URL calls it: letters, digits, underscores. */
  readonly name: string;
  /** What the reader sees. */
  readonly label: string;
  readonly metric: MetricDefinition<MetricDefinition["type"], L>;
  /** Whose values it lists. */
  readonly of: NoInfer<L> | TargetLabel;
}): DashboardVariable {
  const part = `Variable "${options.name}"`;
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(options.name))
    invalid(part, "needs a name of letters, digits and underscores");
  if (["datasource", ...targetLabels].includes(options.name))
    invalid(part, "has a name that every dashboard already uses");
  if (![...options.metric.labels, ...targetLabels].includes(options.of))
    invalid(part, `lists the label "${options.of}", which ${options.metric.name} does not have`);
  return Object.freeze({
    operator: "=~",
    value: `$${options.name}`,
    variable: options.name,
    label: options.label,
    metric: options.metric,
    of: options.of,
  });
}
