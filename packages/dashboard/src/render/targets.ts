import type { Query } from "../panels/query.ts";
import { promql, type Expression } from "../promql/expression.ts";
import { dataSource } from "./fields.ts";
import { refId } from "./identity.ts";
import type { GrafanaTarget } from "./json.ts";

/** One target a query. Exemplars go on the first graph of a histogram only: Grafana asks for them once a metric. */
export function targetsOf(
  queries: readonly Query[],
  options: { readonly instant?: boolean; readonly exemplars?: boolean } = {},
): GrafanaTarget[] {
  let needsExemplars = options.exemplars ?? false;
  return queries.map((query, index) => {
    const { expression, legend } = query;
    const isInstant = query.instant ?? options.instant ?? expression.isTotal;
    const hasExemplars = needsExemplars && !isInstant && hasHistogram(expression);
    if (hasExemplars) needsExemplars = false;
    return target(index, expression, {
      legend,
      isInstant,
      format: "time_series",
      exemplar: hasExemplars,
    });
  });
}

export function target(
  index: number,
  expression: Expression,
  options: {
    readonly legend: string;
    readonly isInstant: boolean;
    readonly format: GrafanaTarget["format"];
    readonly exemplar: boolean;
  },
): GrafanaTarget {
  return {
    refId: refId(index),
    datasource: { ...dataSource },
    editorMode: "code",
    expr: promql(expression),
    legendFormat: options.legend,
    instant: options.isInstant,
    range: !options.isInstant,
    format: options.format,
    exemplar: options.exemplar,
  };
}

export function hasHistogram(expression: Expression): boolean {
  return expression.metrics.some((metric) => metric.type === "histogram");
}
