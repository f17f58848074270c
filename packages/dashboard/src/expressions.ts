import { replaceMacros } from "./macros.ts";
import { isRecord, list, panelsIn, text } from "./panels-in.ts";

/** One query of a dashboard, as it stands in the JSON. */
export interface PanelExpression {
  readonly panel: string;
  readonly panelId: number | undefined;
  readonly row: string | undefined;
  readonly refId: string;
  readonly expr: string;
  readonly legend: string;
  readonly mode: "instant" | "range";
  readonly format: string;
}

/** Every PromQL query of a dashboard's panels, folded rows included. Shapes that make no sense are passed over. */
export function expressionsOf(dashboard: unknown): readonly PanelExpression[] {
  return panelsIn(dashboard).flatMap(({ panel, row }) =>
    list(panel["targets"])
      .filter(isRecord)
      .flatMap((target): readonly PanelExpression[] => {
        const expr = text(target["expr"]);
        if (expr === "") return [];
        const id = panel["id"];
        return [
          {
            panel: text(panel["title"]),
            panelId: typeof id === "number" ? id : undefined,
            row,
            refId: text(target["refId"]),
            expr,
            legend: text(target["legendFormat"]),
            mode: target["instant"] === true && target["range"] !== true ? "instant" : "range",
            format: text(target["format"]) || "time_series",
          },
        ];
      }),
  );
}

const defaults: Readonly<Record<string, string>> = {
  job: ".+",
  instance: ".+",
  __rate_interval: "5m",
  __interval: "15s",
  __interval_ms: "15000",
  __range: "1h",
  __range_s: "3600",
  __range_ms: "3600000",
};

/**
 * Writes values in place of Grafana's variables, so that Prometheus can answer the query:
 * `substituteVariables(expr, { job: "shop", __rate_interval: "1m" })`.
 * Defaults: job and instance `.+`, `__rate_interval` 5m, `__range` 1h; a dashboard's own variables are "All" (`.*`).
 */
export function substituteVariables(
  expr: string,
  values: Readonly<Record<string, string>> = {},
): string {
  return replaceMacros(
    expr,
    ({ name, isQuoted }) => values[name] ?? defaults[name] ?? (isQuoted ? ".*" : undefined),
  );
}
