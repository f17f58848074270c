import { timeTicks } from "./scale.mjs";
import { line, short, text } from "./svg.mjs";
import { textWidth } from "./text.mjs";
import { colorOf, colors } from "./theme.mjs";

export const labelSize = 11;
const gap = 8;
const timeAxisHeight = 18;

/** Where the plot is inside `box`, with room for the axes, and how its values and times map to pixels. */
export function plotArea(box, { labels, start, end }) {
  const left = Math.max(24, ...labels.map((label) => textWidth(label, labelSize))) + 2 * gap;
  const inner = {
    x: box.x + left,
    y: box.y + 6,
    width: box.width - left - gap,
    height: box.height - timeAxisHeight - 6,
  };
  return {
    ...inner,
    atTime: (time) => inner.x + ((time - start) / (end - start)) * inner.width,
    atShare: (share) => inner.y + (1 - share) * inner.height,
  };
}

export function timeAxis(area, { start, end }) {
  const room = textWidth("00:00:00", labelSize) + 20;
  const bottom = area.y + area.height;
  return timeTicks(start, end, Math.floor(area.width / room)).map(({ value, label }) => {
    const x = area.atTime(value);
    const half = textWidth(label, labelSize) / 2;
    const isInside = x - half > area.x - 20 && x + half < area.x + area.width + gap;
    const name = text(x, bottom + 14, label, {
      size: labelSize,
      fill: colors.faint,
      anchor: "middle",
    });
    return line(x, area.y, x, bottom, { stroke: colors.grid }) + (isInside ? name : "");
  });
}

export function valueAxis(area, ticks, atShare) {
  return ticks.map(({ value, label }) => {
    const y = atShare(value);
    const name = { size: labelSize, fill: colors.faint, anchor: "end" };
    return (
      line(area.x, y, area.x + area.width, y, { stroke: colors.grid }) +
      text(area.x - gap, y + 4, label, name)
    );
  });
}

/** A dashed line with a small arrow at each deploy. */
export function deployMarks(area, marks) {
  return marks.map(({ time, color }) => {
    const x = area.atTime(time);
    const bottom = area.y + area.height;
    const stroke = colorOf(color);
    const arrow = `M${short(x - 4)} ${short(bottom + 5)}h8l-4-5z`;
    return (
      line(x, area.y, x, bottom, { stroke, "stroke-dasharray": "3 3" }) +
      `<path d="${arrow}" fill="${stroke}"/>`
    );
  });
}
