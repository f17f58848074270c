import type {
  BarGaugeOptions,
  HeatmapOptions,
  StatOptions,
  TimeseriesOptions,
} from "../panels/types.ts";
import { dataSource, fieldDefaults, unitOf } from "./fields.ts";
import type { GrafanaPanel } from "./json.ts";
import { target, targetsOf } from "./targets.ts";

/** What a kind of panel adds to what all panels have. */
export type PanelBody = Pick<
  GrafanaPanel,
  "type" | "datasource" | "fieldConfig" | "options" | "targets" | "transformations"
>;

export function timeseriesBody(panel: TimeseriesOptions): PanelBody {
  const { stack, draw = "line", legend = "list" } = panel;
  const defaults = fieldDefaults(panel, expressionsOf(panel), "palette-classic");
  defaults.custom = {
    drawStyle: draw,
    lineInterpolation: "linear",
    lineWidth: draw === "bars" ? 0 : 1,
    fillOpacity: draw === "bars" ? 80 : stack === undefined ? 10 : 40,
    gradientMode: "none",
    showPoints: draw === "points" ? "always" : "auto",
    pointSize: 4,
    spanNulls: false,
    axisPlacement: "auto",
    axisSoftMin: 0,
    scaleDistribution: panel.logarithmic === true ? { type: "log", log: 10 } : { type: "linear" },
    stacking: { group: "A", mode: stack ?? "none" },
    thresholdsStyle: { mode: (panel.thresholds ?? []).length === 0 ? "off" : "dashed" },
  };
  return {
    type: "timeseries",
    datasource: { ...dataSource },
    fieldConfig: { defaults, overrides: [] },
    options: {
      legend: {
        displayMode: legend === "table" ? "table" : "list",
        placement: legend === "table" ? "right" : "bottom",
        showLegend: legend !== "hidden",
        calcs: legend === "table" ? ["mean", "lastNotNull", "max"] : [],
        ...(legend === "table" ? { sortBy: "Max", sortDesc: true } : {}),
      },
      tooltip: { mode: "multi", sort: "desc" },
    },
    targets: targetsOf(panel.queries, { instant: false, exemplars: panel.exemplars ?? false }),
  };
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
    targets: targetsOf(panel.queries, { instant: true }),
  };
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
      cellValues: { unit: "ops" },
      color: { mode: "scheme", scheme: "Oranges", exponent: 0.5, steps: 64, reverse: false },
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
