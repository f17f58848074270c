import type { MetricDefinition } from "@promenade/core";
import { expressionsIn } from "../panels/panels.ts";
import type { Panel, Row } from "../panels/types.ts";
import type { Expression } from "../promql/expression.ts";
import type { DashboardVariable } from "../variables.ts";

/** Whether the app records a metric. */
export type IsEnabled = (metric: MetricDefinition) => boolean;

/** Rows without what needs a metric that is off: first queries go, then empty panels, then empty rows. */
export function keepEnabled(rows: readonly Row[], isEnabled: IsEnabled): readonly Row[] {
  return rows.flatMap((row) => {
    const panels = row.panels.flatMap((panel) => keepPanel(panel, isEnabled) ?? []);
    const hasData = panels.some((panel) => expressionsIn(panel).length > 0);
    const isTextOnly = row.panels.every((panel) => panel.kind === "text");
    return hasData || isTextOnly ? [{ ...row, panels }] : [];
  });
}

/** Whether every metric that the expression needs is on. */
export function canAsk(expression: Expression, isEnabled: IsEnabled): boolean {
  return expression.metrics.every(isEnabled);
}

/** The variables that something still uses, on a metric that is on; and the rows without the others' conditions. */
export function keepVariables(
  variables: readonly DashboardVariable[],
  rows: readonly Row[],
  isEnabled: IsEnabled,
): { readonly variables: readonly DashboardVariable[]; readonly rows: readonly Row[] } {
  const expressions = rows.flatMap((row) => row.panels.flatMap(expressionsIn));
  const kept = variables.flatMap((variable): readonly DashboardVariable[] => {
    if (isEnabled(variable.metric)) return [variable];
    const metric = expressions
      .filter((expression) => expression.variables.includes(variable.variable))
      .flatMap((expression) => expression.metrics)
      .find((each) => each.labels.includes(variable.of));
    return metric === undefined ? [] : [{ ...variable, metric }];
  });
  const names = new Set(kept.map(({ variable }) => variable));
  const gone = new Set(
    variables.map(({ variable }) => variable).filter((each) => !names.has(each)),
  );
  if (gone.size === 0) return { variables: kept, rows };
  const hide = <E extends Expression>(expression: E): E => ({
    ...expression,
    write: (context) => expression.write({ ...context, hides: (name) => gone.has(name) }),
  });
  const panelsOf = (row: Row): Row => ({
    ...row,
    panels: row.panels.map((panel) => withExpressions(panel, hide)),
  });
  return { variables: kept, rows: rows.map(panelsOf) };
}

function withExpressions(panel: Panel, change: <E extends Expression>(expression: E) => E): Panel {
  switch (panel.kind) {
    case "text":
      return panel;
    case "heatmap":
      return { ...panel, expression: change(panel.expression) };
    case "table":
      return {
        ...panel,
        columns: panel.columns.map((each) => ({ ...each, expression: change(each.expression) })),
      };
    case "timeseries":
    case "stat":
    case "barGauge":
      return {
        ...panel,
        queries: panel.queries.map((each) => ({ ...each, expression: change(each.expression) })),
      };
  }
}

function keepPanel(panel: Panel, isEnabled: IsEnabled): Panel | undefined {
  switch (panel.kind) {
    case "text":
      return panel;
    case "heatmap":
      return canAsk(panel.expression, isEnabled) ? panel : undefined;
    case "table": {
      const columns = panel.columns.filter((column) => canAsk(column.expression, isEnabled));
      return columns.length === 0 ? undefined : { ...panel, columns };
    }
    case "timeseries":
    case "stat":
    case "barGauge": {
      const queries = panel.queries.filter((query) => canAsk(query.expression, isEnabled));
      return queries.length === 0 ? undefined : { ...panel, queries };
    }
  }
}
