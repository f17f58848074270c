import type uPlot from "uplot";
import { toNumber } from "../../data/numbers.ts";
import { h, themeColor } from "../../dom.ts";
import { colorOf, withOpacity } from "../../format/colors.ts";
import { isoDate } from "../../format/dates.ts";
import { formatValue } from "../../format/units.ts";
import { at, text } from "../../json.ts";
import type { Mark, PanelData } from "../context.ts";
import type { Line } from "./lines.ts";
import { scaleOf } from "./options.ts";

/** More dots than this would hide the lines. */
const mostExemplars = 150;

/** Thresholds as lines or areas, onto the canvas. */
export function drawThresholds(plot: uPlot, line: Line | undefined): void {
  const mode = text(at(line?.config.custom, "thresholdsStyle", "mode"), "off");
  if (line === undefined || mode === "off") return;
  const { ctx, bbox } = plot;
  const steps = line.config.thresholds.steps.filter(({ value }) => Number.isFinite(value));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const [index, { value, color }] of steps.entries()) {
    const shown = colorOf(color, themeColor("text"));
    const y = Math.round(plot.valToPos(value, scaleOf(line), true));
    if (mode.includes("area")) {
      const next = steps[index + 1];
      const top = next === undefined ? bbox.top : plot.valToPos(next.value, scaleOf(line), true);
      ctx.fillStyle = withOpacity(shown, 0.12);
      ctx.fillRect(bbox.left, top, bbox.width, y - top);
    }
    if (mode === "area") continue;
    ctx.strokeStyle = withOpacity(shown, 0.8);
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(mode.startsWith("dashed") ? [8 * devicePixelRatio, 6 * devicePixelRatio] : []);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** Deploy marks and exemplars, as elements above the plot: they can be pointed at, and read aloud. */
export function placeOverlay(
  plot: uPlot,
  layer: HTMLElement,
  data: PanelData,
  dots: readonly Dot[],
): void {
  const width = plot.over.clientWidth;
  const isInside = (x: number): boolean => x >= 0 && x <= width;
  const marks = data.marks
    .map((mark) => ({ mark, x: plot.valToPos(mark.time / 1000, "x") }))
    .filter(({ x }) => isInside(x))
    .map(({ mark, x }) => markElement(mark, x));
  const points = dots
    .map((dot) => ({
      dot,
      x: plot.valToPos(dot.time / 1000, "x"),
      y: plot.valToPos(dot.y, dot.scale),
    }))
    .filter(({ x, y }) => isInside(x) && y >= 0 && y <= plot.over.clientHeight)
    .slice(-mostExemplars)
    .map(({ dot, x, y }) => dotElement(dot, x, y));
  layer.replaceChildren(...marks, ...points);
}

function markElement({ title, text: words, time, color }: Mark, x: number): HTMLElement {
  const shown = colorOf(color);
  return h(
    "div",
    {
      class: "mark",
      style: { left: `${x.toFixed(1)}px`, "--mark": shown },
      tabindex: "0",
      "aria-label": `${title}, ${isoDate(time)}`,
    },
    h(
      "div",
      { class: `hover-card${x > 220 ? " left" : ""}` },
      h("strong", {}, title),
      h("div", {}, words),
      h("time", {}, isoDate(time)),
    ),
  );
}

/** One exemplar, with its place on an axis. */
export interface Dot {
  readonly time: number;
  readonly y: number;
  readonly scale: string;
  readonly value: number;
  readonly unit: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly series: Readonly<Record<string, string>>;
}

export function dotsOf(
  data: PanelData,
  scale: string,
  unit: string,
  place: (value: number) => number,
): readonly Dot[] {
  return data.exemplars.flatMap(({ seriesLabels, exemplars }) =>
    exemplars.map(({ labels, value, timestamp }) => {
      const amount = toNumber(value);
      return {
        time: timestamp * 1000,
        y: place(amount),
        scale,
        value: amount,
        unit,
        labels,
        series: seriesLabels,
      };
    }),
  );
}

function dotElement(dot: Dot, x: number, y: number): HTMLElement {
  const { __name__: _name, le: _le, ...series } = dot.series;
  const rows = (labels: Readonly<Record<string, string>>): readonly HTMLElement[] =>
    Object.entries(labels).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
  return h(
    "div",
    {
      class: "exemplar",
      style: { left: `${x.toFixed(1)}px`, top: `${y.toFixed(1)}px` },
      tabindex: "0",
      "aria-label": `Exemplar ${formatValue(dot.value, dot.unit)}`,
    },
    h(
      "div",
      { class: `hover-card${x > 220 ? " left" : ""}` },
      h("strong", {}, `Exemplar: ${formatValue(dot.value, dot.unit)}`),
      h("dl", {}, rows(dot.labels), rows(series)),
      h("time", {}, isoDate(dot.time)),
    ),
  );
}
