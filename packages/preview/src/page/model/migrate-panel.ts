import { at, list, number, record, text, texts, type Json } from "../json.ts";

/** Kinds of panels that Grafana itself turns into newer ones. */
const migrations: Readonly<Record<string, (panel: Json) => Json>> = {
  graph: fromGraph,
  singlestat: fromSinglestat,
  "grafana-singlestat-panel": fromSinglestat,
  "grafana-piechart-panel": (panel) => ({ ...panel, type: "piechart", ...unitOf(panel["format"]) }),
  "table-old": (panel) => ({ ...panel, type: "table" }),
};

export function isOldPanel(panel: Json): boolean {
  return (
    migrations[text(panel["type"])] !== undefined ||
    (panel["type"] === "table" && panel["styles"] !== undefined)
  );
}

export function migratePanel(panel: Json): Json {
  const migrated = migrations[text(panel["type"])]?.(panel) ?? panel;
  const content = migrated["content"];
  return content === undefined
    ? migrated
    : { ...migrated, options: { content, mode: migrated["mode"] } };
}

const calcs: Readonly<Record<string, string>> = {
  avg: "mean",
  current: "lastNotNull",
  total: "sum",
  first: "firstNotNull",
};

function calcOf(name: string): string {
  return calcs[name] ?? name;
}

function unitOf(unit: unknown): Json {
  return { fieldConfig: { defaults: { unit: text(unit, "short") }, overrides: [] } };
}

function fromGraph(panel: Json): Json {
  const axis = record(list(panel["yaxes"])[0]);
  const legend = record(panel["legend"]);
  const isBars = panel["bars"] === true && panel["lines"] === false;
  const isPoints = panel["points"] === true && panel["lines"] === false;
  const thresholds = list(panel["thresholds"]).map(record);
  const shown = ["min", "max", "avg", "current", "total"].filter((name) => legend[name] === true);
  const { stack, percentage } = panel;
  const fill = number(panel["fill"]) ?? 1;
  return {
    ...panel,
    type: "timeseries",
    fieldConfig: {
      defaults: {
        unit: text(axis["format"], "short"),
        min: number(axis["min"]),
        max: number(axis["max"]),
        decimals: number(axis["decimals"]) ?? number(panel["decimals"]),
        color: { mode: "palette-classic" },
        thresholds: {
          mode: "absolute",
          steps: [
            { color: "transparent", value: null },
            ...thresholds.map((each) => ({
              color: thresholdColor(each),
              value: number(each["value"]) ?? 0,
            })),
          ],
        },
        custom: {
          drawStyle: isBars ? "bars" : isPoints ? "points" : "line",
          lineWidth: number(panel["linewidth"]) ?? 1,
          fillOpacity: isBars ? 80 : fill * 10,
          lineInterpolation: panel["steppedLine"] === true ? "stepAfter" : "linear",
          spanNulls: panel["nullPointMode"] === "connected",
          scaleDistribution: { type: (number(axis["logBase"]) ?? 1) > 1 ? "log" : "linear" },
          stacking: {
            mode: stack === true ? (percentage === true ? "percent" : "normal") : "none",
          },
          thresholdsStyle: { mode: thresholds.length > 0 ? "line" : "off" },
        },
      },
      overrides: list(panel["seriesOverrides"]).flatMap(seriesOverride),
    },
    options: {
      legend: {
        showLegend: legend["show"] !== false,
        displayMode: legend["alignAsTable"] === true || shown.length > 0 ? "table" : "list",
        placement: legend["rightSide"] === true ? "right" : "bottom",
        calcs: legend["values"] === true ? shown.map(calcOf) : [],
      },
      tooltip: {
        mode: at(panel, "tooltip", "shared") === false ? "single" : "multi",
        sort: "none",
      },
    },
  };
}

function thresholdColor(threshold: Json): string {
  const named: Readonly<Record<string, string>> = {
    critical: "red",
    warning: "orange",
    ok: "green",
  };
  return named[text(threshold["colorMode"])] ?? text(threshold["lineColor"], "red");
}

function seriesOverride(given: unknown): readonly Json[] {
  const { alias, color, fill, linewidth, dashes } = record(given);
  const [, pattern] = /^\/(.*)\/[a-z]*$/.exec(text(alias)) ?? [];
  const properties = [
    ...(color === undefined ? [] : [{ id: "color", value: { mode: "fixed", fixedColor: color } }]),
    ...(fill === undefined ? [] : [{ id: "custom.fillOpacity", value: (number(fill) ?? 0) * 10 }]),
    ...(linewidth === undefined ? [] : [{ id: "custom.lineWidth", value: linewidth }]),
    ...(dashes === true ? [{ id: "custom.lineStyle", value: { fill: "dash", dash: [8, 6] } }] : []),
  ];
  if (properties.length === 0) return [];
  const matcher =
    pattern === undefined
      ? { id: "byName", options: alias }
      : { id: "byRegexp", options: `/${pattern}/` };
  return [{ matcher, properties }];
}

function fromSinglestat(panel: Json): Json {
  const isGauge = at(panel, "gauge", "show") === true;
  const limits = text(panel["thresholds"])
    .split(",")
    .map((each) => number(each.trim()))
    .filter((each): each is number => each !== undefined);
  const colors = texts(panel["colors"]);
  const isColored = panel["colorValue"] === true || panel["colorBackground"] === true || isGauge;
  const steps = [null, ...limits].map((value, index) => ({
    color: isColored ? (colors[index] ?? "green") : "text",
    value,
  }));
  const { prefix, postfix } = panel;
  const unit = text(panel["format"], "none");
  return {
    ...panel,
    type: isGauge ? "gauge" : "stat",
    fieldConfig: {
      defaults: {
        unit:
          unit === "none" && text(postfix) !== ""
            ? `suffix:${text(postfix)}`
            : unit === "none" && text(prefix) !== ""
              ? `prefix:${text(prefix)}`
              : unit,
        decimals: number(panel["decimals"]),
        min: number(at(panel, "gauge", "minValue")),
        max: number(at(panel, "gauge", "maxValue")),
        color: { mode: "thresholds" },
        thresholds: { mode: "absolute", steps },
        mappings: list(panel["valueMaps"]).map((each) => ({
          type: "value",
          options: { [text(record(each)["value"])]: { text: text(record(each)["text"]) } },
        })),
        noValue: panel["nullText"] ?? undefined,
      },
      overrides: [],
    },
    options: {
      reduceOptions: {
        calcs: [calcOf(text(panel["valueName"], "avg"))],
        fields: "",
        values: false,
      },
      colorMode:
        panel["colorBackground"] === true
          ? "background"
          : panel["colorValue"] === true
            ? "value"
            : "none",
      graphMode: at(panel, "sparkline", "show") === true ? "area" : "none",
      textMode: panel["valueName"] === "name" ? "name" : "auto",
    },
  };
}
