import { drawBarGauge } from "./bar-gauge.mjs";
import { drawHeatmap } from "./heatmap.mjs";
import { drawStat } from "./stat.mjs";
import { element, escape, rectangle, text } from "./svg.mjs";
import { drawTable } from "./table.mjs";
import { fit, textWidth } from "./text.mjs";
import { colors, font, pictureWidth } from "./theme.mjs";
import { drawTimeSeries } from "./time-series.mjs";

const unitHeight = 30;
const gap = 8;
const columnCount = 24;
const padding = 16;
const headHeight = 92;
const titleHeight = 32;

const drawers = {
  stat: drawStat,
  timeseries: drawTimeSeries,
  bargauge: drawBarGauge,
  table: drawTable,
  heatmap: drawHeatmap,
};

/** A dashboard as one SVG file. Rows that begin at `mostRows` grid rows or below are left out. */
export function drawDashboard(dashboard, { mostRows = Infinity } = {}) {
  const panels = shownPanels(dashboard.panels, mostRows);
  const rows = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const height = headHeight + rows * (unitHeight + gap) + padding - gap;
  const size = { width: pictureWidth, height, viewBox: `0 0 ${pictureWidth} ${height}` };
  const namespace = { xmlns: "http://www.w3.org/2000/svg" };
  const attributes = { ...namespace, ...size, "font-family": font, fill: colors.text, role: "img" };
  const parts = [
    element("title", {}, `The ${dashboard.title} dashboard of the sample shop`),
    rectangle({ x: 0, y: 0, width: pictureWidth, height }, { fill: colors.canvas }),
    heading(dashboard),
    ...panels.map((panel) => element("g", {}, drawPanel(panel, dashboard))),
  ];
  return `${element(
    "svg",
    attributes,
    parts.flat(Infinity).map((part) => `\n${part}`),
  )}\n`;
}

/** Whole rows only: what a heading stands for is shown or left out with it. */
function shownPanels(panels, mostRows) {
  const tooLow = panels.find(
    ({ type, gridPos }) => type === "row" && endOf(panels, gridPos.y) > mostRows,
  );
  const limit = tooLow?.gridPos.y ?? Infinity;
  return panels.filter(({ gridPos }) => gridPos.y < limit);
}

function endOf(panels, top) {
  const next = panels.find(({ type, gridPos }) => type === "row" && gridPos.y > top);
  return next?.gridPos.y ?? Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
}

function heading({ title, variables, start, end }) {
  const clock = (time) => new Date(time * 1000).toISOString().slice(0, 19).replace("T", " ");
  const range = `${clock(start)} to ${clock(end).slice(11)} UTC`;
  let x = padding;
  const fields = variables.map(({ label, text: value }) => {
    const labelWidth = textWidth(label, 12) + 16;
    const width = labelWidth + textWidth(value, 12) + 34;
    const from = x;
    x += width + gap;
    return [
      rectangle({ x: from, y: 50, width: labelWidth, height: 30 }, { fill: "#22252b", rx: 2 }),
      text(from + 8, 69, label, { size: 12 }),
      box({ x: from + labelWidth, y: 50, width: width - labelWidth, height: 30 }),
      text(from + labelWidth + 8, 69, value, { size: 12 }),
      element("path", {
        d: `M${Math.round(from + width - 18)} 63l4 4l4-4`,
        fill: "none",
        stroke: colors.faint,
        "stroke-width": 1.5,
      }),
    ];
  });
  const rangeWidth = textWidth(range, 12) + 24;
  return [
    text(padding, 29, title, { size: 18, weight: "500" }),
    box({ x: pictureWidth - padding - rangeWidth, y: 10, width: rangeWidth, height: 30 }),
    text(pictureWidth - padding - 12, 29, range, { size: 12, anchor: "end" }),
    fields,
  ];
}

function box(place) {
  return rectangle(place, { fill: colors.panel, stroke: colors.line, rx: 2 });
}

function drawPanel(panel, dashboard) {
  const { x, y, w, h } = panel.gridPos;
  const column = (pictureWidth - 2 * padding + gap) / columnCount;
  const frame = {
    x: padding + x * column,
    y: headHeight + y * (unitHeight + gap),
    width: w * column - gap,
    height: h * (unitHeight + gap) - gap,
  };
  if (panel.type === "row") return rowHeading(panel, frame);
  const inner = {
    x: frame.x + 1,
    y: frame.y + titleHeight,
    width: frame.width - 2,
    height: frame.height - titleHeight - 4,
  };
  const { defaults } = panel.fieldConfig;
  return [
    rectangle(frame, { fill: colors.panel, stroke: colors.border, rx: 2 }),
    text(frame.x + 10, frame.y + 21, fit(panel.title, 13, frame.width - 20), {
      size: 13,
      weight: "500",
    }),
    drawers[panel.type]?.(panel, inner, dashboard) ?? nothing(inner, defaults.noValue),
  ];
}

function rowHeading({ title, collapsed, panels }, { x, y }) {
  const arrow = collapsed ? `M${x + 5} ${y + 10}l5 5l-5 5` : `M${x + 3} ${y + 12}l5 5l5-5`;
  const count = `(${panels.length} ${panels.length === 1 ? "panel" : "panels"})`;
  const folded = element("tspan", { dx: 10, "font-size": 12, fill: colors.faint }, count);
  const attributes = { x: x + 20, y: y + 20, "font-size": 15 };
  return [
    element("path", { d: arrow, fill: "none", stroke: colors.faint, "stroke-width": 1.6 }),
    element("text", attributes, escape(title), collapsed ? folded : ""),
  ];
}

function nothing({ x, y, width, height }, content = "No data") {
  return text(x + width / 2, y + height / 2, fit(content, 13, width - 20), {
    size: 13,
    fill: colors.faint,
    anchor: "middle",
  });
}
