import uPlot from "uplot";
import { themeColor } from "../../dom.ts";
import { colorOf, withOpacity } from "../../format/colors.ts";
import { at, list, number, text } from "../../json.ts";
import type { TimeRange } from "../../model/time.ts";
import { incrementsOf, tickText, timeAxis, valueAxis } from "./axes.ts";
import type { Graph, Line } from "./lines.ts";

/** Panels that are not labelled alike still line up in a row of the same unit; each unit has an axis. */
export function scaleOf({ config }: Line): string {
  const side = text(config.custom["axisPlacement"], "auto");
  return `y-${config.unit || "none"}${side === "right" ? "-right" : ""}`;
}

export function uplotOptions(
  graph: Graph,
  context: {
    readonly width: number;
    readonly height: number;
    readonly range: () => TimeRange;
    readonly syncKey: string | undefined;
    readonly hidden: ReadonlySet<string>;
  },
): uPlot.Options {
  const scales = new Map<string, Line>();
  for (const line of graph.lines) if (!scales.has(scaleOf(line))) scales.set(scaleOf(line), line);
  const isDense = graph.lines.length > 100;
  return {
    width: context.width,
    height: context.height,
    padding: [12, 14, 0, 4],
    legend: { show: false },
    cursor: {
      points: { size: 6, show: !isDense },
      drag: { x: true, y: false, setScale: false },
      focus: { prox: isDense ? 20 : -1 },
      ...(context.syncKey === undefined
        ? {}
        : { sync: { key: context.syncKey, setSeries: false, scales: ["x", null] } }),
    },
    scales: {
      x: { time: true, range: () => [context.range().from / 1000, context.range().to / 1000] },
      ...Object.fromEntries([...scales].map(([name, line]) => [name, scale(line, graph)])),
    },
    axes: [
      timeAxis(),
      ...[...scales]
        .filter(([, { config }]) => config.custom["axisPlacement"] !== "hidden")
        .map(([name, { config }], index) => {
          const isPercent = at(config.custom, "stacking", "mode") === "percent";
          const unit = isPercent ? "percentunit" : config.unit;
          return valueAxis({
            scale: name,
            unit,
            isRight: name.endsWith("-right") || index > 0,
            increments:
              scaleType(config.custom) === "log" ? undefined : incrementsOf(unit, config.decimals),
            label: (value, increment) => tickText(value, increment, unit, config.decimals),
          });
        }),
    ],
    series: [{}, ...graph.lines.map((line) => seriesOptions(line, context.hidden))],
    bands: graph.bands.map(([upper, lower]) => ({ series: [upper + 1, lower + 1] })),
  };
}

function scaleType(custom: Line["config"]["custom"]): string {
  return text(at(custom, "scaleDistribution", "type"), "linear");
}

function scale({ config }: Line, graph: Graph): uPlot.Scale {
  const isPercent = at(config.custom, "stacking", "mode") === "percent";
  const softMin = number(config.custom["axisSoftMin"]);
  const softMax = number(config.custom["axisSoftMax"]);
  if (scaleType(config.custom) === "log") {
    const least = graph.lines
      .flatMap(({ values }) => values)
      .reduce<number>(
        (low, value) => (value !== null && value > 0 ? Math.min(low, value) : low),
        Number.POSITIVE_INFINITY,
      );
    // A logarithmic axis has no zero.
    return {
      distr: 3,
      log: number(at(config.custom, "scaleDistribution", "log")) === 2 ? 2 : 10,
      clamp: Number.isFinite(least) ? least / 2 : 0.001,
    };
  }
  return {
    range: (_, low, high) => {
      if (isPercent) return [0, 1];
      const [from, to] = [low ?? 0, high ?? 1];
      const min = config.min ?? (softMin === undefined ? from : Math.min(softMin, from));
      const max = config.max ?? (softMax === undefined ? to : Math.max(softMax, to));
      if (max <= min)
        return [
          min - (config.min === undefined && min !== 0 ? Math.abs(min) * 0.1 : 0),
          min + (Math.abs(min) * 0.2 || 1),
        ];
      const pad = (max - min) * 0.08;
      const isFloor =
        config.min !== undefined ||
        (softMin !== undefined && min >= softMin) ||
        (min >= 0 && min - pad < 0);
      return [
        isFloor
          ? Math.min(min, config.min ?? (softMin === undefined ? Math.max(0, min - pad) : softMin))
          : min - pad,
        config.max ?? max + pad,
      ];
    },
  };
}

function seriesOptions(line: Line, hidden: ReadonlySet<string>): uPlot.Series {
  const { config, color } = line;
  const { custom } = config;
  const style = text(custom["drawStyle"], "line");
  const width = number(custom["lineWidth"]) ?? 1;
  const opacity = (number(custom["fillOpacity"]) ?? 0) / 100;
  const dash = list(at(custom, "lineStyle", "dash")).map((each) => number(each) ?? 0);
  const isDashed = at(custom, "lineStyle", "fill") === "dash";
  const isDotted = at(custom, "lineStyle", "fill") === "dot";
  const isScheme = text(custom["gradientMode"]) === "scheme" && config.color.mode === "thresholds";
  const showPoints =
    style === "points"
      ? true
      : text(custom["showPoints"], "auto") === "always"
        ? true
        : text(custom["showPoints"]) === "never"
          ? false
          : undefined;
  const paths = pathsOf(style, text(custom["lineInterpolation"], "linear"));
  return {
    scale: scaleOf(line),
    label: line.title,
    show: !hidden.has(line.title) && at(custom, "hideFrom", "viz") !== true,
    stroke: isScheme ? (plot) => byThresholds(plot, line, 1) : color,
    width:
      style === "points"
        ? 0
        : style === "bars"
          ? Math.max(width, 0)
          : Math.max(width, 1) * (isDashed ? 1.2 : 1.1),
    ...(isDashed || isDotted ? { dash: isDotted ? [1, 4] : dash.length > 0 ? dash : [8, 6] } : {}),
    ...(opacity > 0 && style !== "points"
      ? {
          fill: isScheme
            ? (plot: uPlot) => byThresholds(plot, line, opacity)
            : withOpacity(color, opacity),
        }
      : {}),
    points: {
      size: number(custom["pointSize"]) ?? 4,
      ...(showPoints === undefined ? { show: isLonely } : { show: showPoints }),
      fill: color,
    },
    ...(paths === undefined ? {} : { paths }),
  };
}

/** Where a value stands alone between gaps there is no line that could show it; and few points read better as points. */
const isLonely: uPlot.Series.Points.Show = (plot, index) => {
  const values = plot.data[index] ?? [];
  const count = Array.from(values).filter((value) => value !== null && value !== undefined).length;
  return count > 0 && count <= 3;
};

function pathsOf(style: string, interpolation: string): uPlot.Series.PathBuilder | undefined {
  const { bars, spline, stepped, points } = uPlot.paths;
  if (style === "bars") return bars?.({ size: [0.9, 60], align: 0 });
  if (style === "points") return points?.();
  if (interpolation === "smooth") return spline?.();
  if (interpolation === "stepAfter") return stepped?.({ align: 1 });
  if (interpolation === "stepBefore") return stepped?.({ align: -1 });
  return undefined;
}

/** The line is as its values are: a hard change of colour at each threshold. */
function byThresholds(plot: uPlot, line: Line, opacity: number): CanvasGradient | string {
  const { top, height } = plot.bbox;
  if (height <= 0) return line.color;
  const gradient = plot.ctx.createLinearGradient(0, top + height, 0, top);
  const steps = line.config.thresholds.steps;
  const stop = (place: number, name: string): void =>
    gradient.addColorStop(
      Math.min(1, Math.max(0, place)),
      withOpacity(colorOf(name, themeColor("text")), opacity),
    );
  let before = steps[0]?.color ?? "green";
  stop(0, before);
  for (const { value, color } of steps.slice(1)) {
    const y = plot.valToPos(value, scaleOf(line), true);
    const place = (top + height - y) / height;
    stop(place, before);
    stop(place, color);
    before = color;
  }
  stop(1, before);
  return gradient;
}
