import { line, rectangle, text } from "./svg.mjs";
import { fit, textWidth } from "./text.mjs";
import { colors } from "./theme.mjs";
import { formatValue } from "./units.mjs";

const size = 11;
const lineHeight = 16;
const dash = 14;
const numberWidth = 72;

/** The lines under a chart with their last and highest values, highest first. Grafana scrolls what does not fit. */
export function legendTable({ width, height, unit, decimals }, series) {
  const rows = series
    .map(({ name, color, points }) => ({
      name,
      color,
      last: points.at(-1)[1],
      max: points.reduce((highest, [, value]) => Math.max(highest, value), -Infinity),
    }))
    .toSorted((a, b) => b.max - a.max)
    .slice(0, Math.max(1, Math.floor(height / lineHeight) - 1));
  const written = (value) => formatValue(value, unit, { decimals });
  const drawRow = ({ name, color, last, max }, x, y) => [
    rectangle({ x, y: y - 2, width: dash, height: 4 }, { fill: color, rx: 2 }),
    text(x + dash + 6, y + 4, fit(name, size, width - dash - 2 * numberWidth - 12), { size }),
    numbers(x + width, y, [written(max), written(last)], colors.text),
  ];
  return {
    height: (rows.length + 1) * lineHeight + 4,
    draw: (x, y) => {
      const middle = (index) => y + (index + 0.5) * lineHeight + 2;
      const under = y + lineHeight + 1;
      return [
        numbers(x + width, middle(0), ["Max", "Last *"], colors.link),
        line(x, under, x + width, under, { stroke: colors.line }),
        rows.map((row, index) => drawRow(row, x, middle(index + 1))),
      ];
    },
  };
}

/** From right to left. */
function numbers(right, y, contents, fill) {
  return contents.map((content, index) => {
    const room = Math.min(textWidth(content, size), numberWidth);
    return text(right - index * numberWidth - room, y + 4, content, { size, fill });
  });
}
