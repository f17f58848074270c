import { at, list, number, record, text, type Json } from "../json.ts";
import { readLink } from "./read-link.ts";
import type { PanelModel, TargetModel } from "./types.ts";

export function readPanel(panel: Json): PanelModel {
  const type = text(panel["type"]);
  const isHeatmap = type === "heatmap";
  const { own, foreignSource } = targetsOf(panel);
  return {
    id: number(panel["id"]) ?? 0,
    type,
    title: text(panel["title"]),
    description: text(panel["description"]),
    grid: {
      x: number(at(panel, "gridPos", "x")) ?? 0,
      y: number(at(panel, "gridPos", "y")) ?? 0,
      w: number(at(panel, "gridPos", "w")) ?? 12,
      h: number(at(panel, "gridPos", "h")) ?? 8,
    },
    targets: own.flatMap((target, index) => readTarget(target, index, isHeatmap)),
    foreignSource,
    defaults: record(at(panel, "fieldConfig", "defaults")),
    overrides: list(at(panel, "fieldConfig", "overrides")).map((given) => ({
      matcher: text(at(given, "matcher", "id")),
      options: at(given, "matcher", "options"),
      properties: list(record(given)["properties"]).map((property) => ({
        id: text(record(property)["id"]),
        value: record(property)["value"],
      })),
    })),
    options: record(panel["options"]),
    transformations: list(panel["transformations"])
      .map(record)
      .filter((each) => each["disabled"] !== true)
      .map((each) => ({ id: text(each["id"]), options: record(each["options"]) })),
    links: list(panel["links"]).map(readLink),
    interval: text(panel["interval"]),
    maxDataPoints: number(panel["maxDataPoints"]),
    timeFrom: text(panel["timeFrom"]),
    isTransparent: panel["transparent"] === true,
    repeat: text(panel["repeat"]),
  };
}

/** Mixed panels, and panels that use another panel's answer, name Grafana's own source of this name. */
const promql = /prometheus|mimir|cortex|thanos|victoriametrics-metrics|^datasource$/i;

/** Those that Prometheus can answer; of the others, what they ask instead. */
function targetsOf(panel: Json): {
  readonly own: readonly Json[];
  readonly foreignSource: string | undefined;
} {
  // A name, a variable, or nothing at all says no kind: then it is taken for Prometheus.
  const sourceOf = (target: Json): string =>
    text(at(target, "datasource", "type")) || text(at(panel, "datasource", "type"), "prometheus");
  const targets = list(panel["targets"]).map(record);
  const foreign = targets.filter((target) => !promql.test(sourceOf(target)));
  return {
    own: targets.filter((target) => !foreign.includes(target)),
    foreignSource: foreign.map(sourceOf)[0],
  };
}

function readTarget(target: Json, index: number, isHeatmap: boolean): readonly TargetModel[] {
  const expr = text(target["expr"]);
  if (target["hide"] === true || expr.trim() === "") return [];
  const format = text(target["format"]);
  return [
    {
      refId: text(target["refId"], String.fromCodePoint(65 + (index % 26))),
      expr,
      legend: text(target["legendFormat"]),
      isInstant: target["instant"] === true && target["range"] !== true,
      format:
        format === "table" || format === "heatmap"
          ? format
          : isHeatmap && format === ""
            ? "heatmap"
            : "time_series",
      hasExemplars: target["exemplar"] === true,
      interval: text(target["interval"]) || text(target["step"]),
    },
  ];
}
