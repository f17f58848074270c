import type { Query } from "../panels/query.ts";
import type {
  BarGaugeOptions,
  HeatmapOptions,
  StatOptions,
  TimeseriesOptions,
} from "../panels/types.ts";
import { atom, derive } from "../promql/expression.ts";
import { dataSource, fieldDefaults, unitOf } from "./fields.ts";
import { refId } from "./identity.ts";
import type { FieldOverride, GrafanaPanel } from "./json.ts";
import { target, targetsOf } from "./targets.ts";

/** What a kind of panel adds to what all panels have. */
export type PanelBody = Pick<
  GrafanaPanel,
  "type" | "datasource" | "fieldConfig" | "options" | "targets" | "transformations"
>;

/** In milliseconds: a quantile of rare events has a value only now and then, and is still one line. */
const longestGap = 120_000;

export function timeseriesBody(panel: TimeseriesOptions): PanelBody {
  const { stack, draw = "line", legend = "list" } = panel;
  const expressions = expressionsOf(panel);
  const byValue = panel.color === "thresholds";
  const defaults = fieldDefaults(panel, expressions, byValue ? "thresholds" : "palette-classic");
  defaults.custom = {
    drawStyle: draw,
    lineInterpolation: "linear",
    lineWidth: draw === "bars" ? 0 : 1,
    fillOpacity: draw === "bars" ? 80 : stack === undefined ? 10 : 40,
    gradientMode: byValue ? "scheme" : "none",
    showPoints: draw === "points" ? "always" : "auto",
    pointSize: 4,
    spanNulls: expressions.some(({ hasGaps }) => hasGaps) ? longestGap : false,
    axisPlacement: "auto",
    axisSoftMin: panel.softMin ?? 0,
    scaleDistribution: panel.logarithmic === true ? { type: "log", log: 10 } : { type: "linear" },
    stacking: { group: "A", mode: stack ?? "none" },
    thresholdsStyle: { mode: (panel.thresholds ?? []).length === 0 ? "off" : "dashed" },
  };
  return {
    type: "timeseries",
    datasource: { ...dataSource },
    fieldConfig: { defaults, overrides: panel.queries.flatMap(lineOverride) },
    options: {
      legend: {
        displayMode: legend === "table" ? "table" : "list",
        placement: "bottom",
        showLegend: legend !== "hidden",
        calcs: legend === "table" ? ["lastNotNull", "max"] : [],
        ...(legend === "table" ? { sortBy: "Max", sortDesc: true } : {}),
      },
      tooltip: { mode: "multi", sort: "desc" },
    },
    targets: targetsOf(panel.queries, { instant: false, exemplars: panel.exemplars ?? false }),
  };
}

function lineOverride({ line }: Query, index: number): FieldOverride[] {
  if (line === undefined) return [];
  const dash = { fill: "dash", dash: [8, 6] };
  return [
    {
      matcher: { id: "byFrameRefID", options: refId(index) },
      properties: [
        { id: "custom.lineStyle", value: dash },
        { id: "custom.fillOpacity", value: 0 },
        ...(line === "limit" ? [{ id: "color", value: { mode: "fixed", fixedColor: "red" } }] : []),
      ],
    },
  ];
}

export function statBody(panel: StatOptions): PanelBody {
  const { show = "value", color = "value", calculation = "lastNotNull" } = panel;
  // Over a range, a version that is gone would still show.
  const targets = targetsOf(panel.queries, show === "name" ? { instant: true } : {});
  const hasLine = targets.every((each) => each.range) && (panel.sparkline ?? true);
  return {
    type: "stat",
    datasource: { ...dataSource },
    fieldConfig: {
      defaults: fieldDefaults(panel, expressionsOf(panel), "thresholds"),
      overrides: [],
    },
    options: {
      colorMode: color,
      graphMode: hasLine ? "area" : "none",
      justifyMode: "auto",
      orientation: "auto",
      textMode: show,
      wideLayout: true,
      reduceOptions: { calcs: [calculation], fields: "", values: false },
    },
    targets,
  };
}

export function barGaugeBody(panel: BarGaugeOptions): PanelBody {
  return {
    type: "bargauge",
    datasource: { ...dataSource },
    fieldConfig: {
      defaults: fieldDefaults({ min: 0, ...panel }, expressionsOf(panel), "thresholds"),
      overrides: [],
    },
    options: {
      displayMode: panel.draw ?? "gradient",
      orientation: "horizontal",
      showUnfilled: true,
      valueMode: "color",
      namePlacement: "auto",
      sizing: "auto",
      reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    },
    targets: targetsOf(panel.queries.map(longestFirst), { instant: true }),
  };
}

/** A table of one moment keeps the order of the answer, and nothing else sorts bars. */
function longestFirst(query: Query): Query {
  const { expression } = query;
  const sorted = derive(
    [expression],
    expression.labels,
    (context) => atom(`sort_desc(${expression.write(context).text})`),
    expression.unit,
  );
  return { ...query, expression: sorted };
}

export function heatmapBody(panel: HeatmapOptions): PanelBody {
  const exemplar = panel.exemplars ?? false;
  return {
    type: "heatmap",
    datasource: { ...dataSource },
    fieldConfig: {
      defaults: { custom: { scaleDistribution: { type: "linear" } } },
      overrides: [],
    },
    options: {
      calculate: false,
      cellGap: 1,
      cellValues: { unit: panel.cellUnit ?? "cps" },
      // A scheme is linear: next to many fast ones, the few slow ones would be as dark as none.
      color: {
        mode: "opacity",
        fill: "orange",
        scale: "exponential",
        exponent: 0.3,
        steps: 64,
        reverse: false,
      },
      exemplars: { color: "rgba(255,0,255,0.7)" },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: "auto" },
      showValue: "never",
      tooltip: { mode: "single", yHistogram: true, showColorScale: true },
      yAxis: {
        axisPlacement: "left",
        reverse: false,
        unit: unitOf(undefined, [panel.expression]) ?? "short",
      },
    },
    targets: [
      target(0, panel.expression, {
        legend: "{{le}}",
        isInstant: false,
        format: "heatmap",
        exemplar,
      }),
    ],
  };
}

function expressionsOf(panel: { readonly queries: TimeseriesOptions["queries"] }) {
  return panel.queries.map((query) => query.expression);
}
