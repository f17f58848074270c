import type { MetricDefinition } from "@promenade/core";
import { expressionsIn } from "../panels/panels.ts";
import type { Panel, Row } from "../panels/types.ts";
import type { Expression } from "../promql/expression.ts";

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
