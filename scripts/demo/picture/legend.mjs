import { rectangle, text } from "./svg.mjs";
import { fit, textWidth } from "./text.mjs";
import { colors } from "./theme.mjs";

const size = 11;
const lineHeight = 17;
const dash = 14;
const between = 14;

/** The names under a chart, in as many lines as there is room for. What does not fit is counted. */
export function legend({ width, mostLines }, series) {
  const items = series.map(({ name, color }) => ({
    name: fit(name, size, width - dash - 8),
    color,
  }));
  const lines = broken(items, width);
  const shown = lines.slice(0, mostLines);
  const hidden = items.length - shown.flat().length;
  if (hidden > 0) makeRoom(shown.at(-1), hidden, width);
  return {
    height: shown.length * lineHeight + 4,
    draw: (x, y) =>
      shown.map((row, index) => drawLine(row, x, y + index * lineHeight + lineHeight / 2 + 2)),
  };
}

function widthOf({ name, color }) {
  return (color === undefined ? 0 : dash + 6) + textWidth(name, size) + between;
}

function broken(items, width) {
  const lines = [[]];
  let used = 0;
  for (const item of items) {
    if (used + widthOf(item) - between > width && lines.at(-1).length > 0) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1).push(item);
    used += widthOf(item);
  }
  return lines;
}

/** Ends the line with how many names were left out. */
function makeRoom(row, hidden, width) {
  let count = hidden;
  const rest = () => ({ name: `and ${count} more` });
  while (row.length > 1 && [...row, rest()].reduce((sum, item) => sum + widthOf(item), 0) > width) {
    row.pop();
    count += 1;
  }
  row.push(rest());
}

function drawLine(row, left, y) {
  let x = left;
  return row.map((item) => {
    const { name, color } = item;
    const from = x;
    x += widthOf(item);
    if (color === undefined) return text(from, y + 4, name, { size, fill: colors.faint });
    const mark = rectangle({ x: from, y: y - 2, width: dash, height: 4 }, { fill: color, rx: 2 });
    return mark + text(from + dash + 6, y + 4, name, { size });
  });
}
