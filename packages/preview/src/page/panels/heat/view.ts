import uPlot from "uplot";
import { h } from "../../dom.ts";
import { isoDate } from "../../format/dates.ts";
import { formatValue } from "../../format/units.ts";
import { at, number, text } from "../../json.ts";
import type { PanelHost } from "../context.ts";
import { timeAxis, valueAxis } from "../graph/axes.ts";
import { placeTooltip } from "../graph/tooltip.ts";
import { unitOf, type Heat } from "./cells.ts";
import type { Paint } from "./colors.ts";

export function heatOptions(
  host: PanelHost,
  heat: () => Heat,
  size: { readonly width: number; readonly height: number },
  range: () => { readonly from: number; readonly to: number },
): uPlot.Options {
  const unit = unitOf(host.panel);
  const rows = heat().bounds.length;
  // As many labels as fit, and always the same distance apart.
  const every = Math.max(1, Math.ceil(rows / Math.max(2, Math.floor(size.height / 26))));
  const label = (row: number): string => {
    const bound = heat().bounds[row - 1];
    if (bound === undefined || row % every !== 0) return "";
    return Number.isNaN(bound) ? (heat().names[row - 1] ?? "") : formatValue(bound, unit);
  };
  return {
    width: size.width,
    height: size.height,
    padding: [8, 14, 0, 4],
    legend: { show: false },
    cursor: {
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
      ...(host.syncKey === undefined
        ? {}
        : { sync: { key: host.syncKey, setSeries: false, scales: ["x", null] } }),
    },
    scales: {
      x: { time: true, range: () => [range().from / 1000, range().to / 1000] },
      y: { range: () => [0, Math.max(1, heat().bounds.length)] },
    },
    axes: [
      timeAxis(),
      {
        ...valueAxis({ scale: "y", unit, label: (value) => label(Math.round(value)) }),
        splits: () => Array.from({ length: rows + 1 }, (_, index) => index),
      },
    ],
    series: [{}, { scale: "y", show: true, width: 0, points: { show: false } }],
  };
}

export function drawCells(plot: uPlot, heat: Heat, paint: Paint, step: number, gap: number): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const inset = (gap * devicePixelRatio) / 2;
  for (const [row, cells] of heat.cells.entries()) {
    const top = Math.round(plot.valToPos(row + 1, "y", true) + inset);
    const bottom = Math.round(plot.valToPos(row, "y", true) - inset);
    for (const [column, value] of cells.entries()) {
      if (value === null || value <= 0) continue;
      const time = heat.times[column] ?? 0;
      // A rate belongs to the time before its step.
      const left = Math.round(plot.valToPos(time - step / 1000, "x", true) + inset);
      const right = Math.round(plot.valToPos(time, "x", true) - inset);
      ctx.fillStyle = paint(value / (heat.most || 1));
      ctx.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }
  }
  ctx.restore();
}

export function updateHeatTooltip(
  box: HTMLElement,
  plot: uPlot,
  heat: Heat,
  host: PanelHost,
  step: number,
): void {
  const { left = -1, top = -1 } = plot.cursor;
  const row = Math.floor(plot.posToVal(top, "y"));
  const time = plot.posToVal(left, "x");
  const column = heat.times.findIndex((each) => each >= time && each - step / 1000 < time);
  const value = heat.cells[row]?.[column];
  if (!plot.over.matches(":hover") || left < 0 || value === null || value === undefined) {
    box.hidden = true;
    return;
  }
  const unit = unitOf(host.panel);
  const cellUnit = text(at(host.panel.options, "cellValues", "unit"), "short");
  const high = heat.bounds[row] ?? 0;
  const low = heat.bounds[row - 1] ?? 0;
  const name = Number.isNaN(high)
    ? (heat.names[row] ?? "")
    : `${formatValue(low, unit)} – ${formatValue(high, unit)}`;
  const decimals = number(at(host.panel.options, "cellValues", "decimals"));
  box.replaceChildren(
    h("time", {}, isoDate((heat.times[column] ?? 0) * 1000)),
    h(
      "div",
      { class: "tip-row" },
      h("span", { class: "tip-title" }, name),
      h("span", { class: "tip-value" }, formatValue(value, cellUnit, { decimals })),
    ),
  );
  box.hidden = false;
  placeTooltip(box, plot.over, left, top);
}

/** What the colours mean. */
export function colorScale(host: PanelHost, heat: Heat, paint: Paint): HTMLElement | undefined {
  if (at(host.panel.options, "legend", "show") === false) return undefined;
  const unit = text(at(host.panel.options, "cellValues", "unit"), "short");
  const stops = Array.from(
    { length: 12 },
    (_, index) => `${paint(index / 11)} ${((index / 11) * 100).toFixed(0)}%`,
  );
  return h(
    "div",
    { class: "color-scale" },
    h("span", {}, "0"),
    h("i", { style: { background: `linear-gradient(90deg, ${stops.join(", ")})` } }),
    h("span", {}, formatValue(heat.most, unit)),
  );
}
