import { line, rectangle, text } from "./svg.mjs";
import { tableOf } from "./table-data.mjs";
import { fit, textWidth } from "./text.mjs";
import { colors, thresholdColor } from "./theme.mjs";
import { formatValue } from "./units.mjs";

const size = 12;
const leastRowHeight = 30;
const inset = 10;

export function drawTable(panel, box) {
  const { columns, rows } = tableOf(panel);
  if (rows.length === 0) return undefined;
  const widths = columnWidths(columns, rows, box.width);
  const places = Math.floor(box.height / leastRowHeight);
  const shown = rows.slice(0, places - 1);
  // Rows that fill the panel look like a table that can be scrolled.
  const rowHeight = rows.length >= places - 1 ? box.height / places : leastRowHeight;
  let x = box.x;
  return columns.map((column, index) => {
    const cell = { x, width: widths[index], height: rowHeight };
    x += cell.width;
    const cells = shown.map((row, at) =>
      drawCell(column, row[column.name], { ...cell, y: box.y + (at + 1) * rowHeight }, rows),
    );
    return [heading(column, { ...cell, y: box.y }), ...cells];
  });
}

/** Grafana's columns are equally wide; here, names that are longer get what numbers do not need. */
function columnWidths(columns, rows, width) {
  const needs = columns.map((column) => {
    const texts = [column.title, ...rows.map((row) => written(column, row[column.name]))];
    return Math.max(...texts.map((content) => textWidth(content, size))) + 2 * inset;
  });
  const equal = width / columns.length;
  const spare = needs.reduce((sum, need) => sum + Math.max(0, equal - need), 0);
  const wanted = needs.reduce((sum, need) => sum + Math.max(0, need - equal), 0);
  const taken = Math.min(spare, wanted);
  return needs.map((need) =>
    need > equal
      ? equal + ((need - equal) / wanted) * taken
      : equal - (spare === 0 ? 0 : ((equal - need) / spare) * taken),
  );
}

function written({ isNumeric, unit, decimals }, value) {
  if (value === undefined) return "";
  return isNumeric ? formatValue(value, unit, { decimals }) : String(value);
}

function heading({ title, isNumeric }, cell) {
  const bottom = cell.y + cell.height;
  return (
    aligned(cell, fit(title, size, cell.width - 2 * inset), isNumeric, colors.link) +
    line(cell.x, bottom, cell.x + cell.width, bottom, { stroke: colors.line })
  );
}

function aligned(cell, content, isRight, fill) {
  const x = isRight ? cell.x + cell.width - inset : cell.x + inset;
  const y = cell.y + cell.height / 2 + 4;
  return text(x, y, content, { size, fill, anchor: isRight ? "end" : "start" });
}

function drawCell(column, value, cell, rows) {
  const content = fit(written(column, value), size, cell.width - 2 * inset);
  const bottom = cell.y + cell.height;
  const under = line(cell.x, bottom, cell.x + cell.width, bottom, { stroke: colors.border });
  if (content === "") return under;
  const color = thresholdColor(column.thresholds, value);
  if (column.cell === "color-background" && Number.isFinite(value)) {
    const filled = { ...cell, x: cell.x + 1, width: cell.width - 2, height: cell.height - 1 };
    const attributes = { fill: color, "fill-opacity": ".75" };
    return under + rectangle(filled, attributes) + aligned(cell, content, true, "#fff");
  }
  if (column.cell === "color-text" && Number.isFinite(value))
    return under + aligned(cell, content, true, color);
  if (column.cell === "gauge") return under + gauge(column, value, cell, rows, { content, color });
  return (
    under + aligned(cell, content, column.isNumeric, column.isLink ? colors.link : colors.text)
  );
}

/** A bar that ends where the numbers begin. */
function gauge(column, value, cell, rows, { content, color }) {
  const values = rows.map((row) => row[column.name]).filter((one) => Number.isFinite(one));
  const highest = column.max ?? Math.max(...values, 1e-12);
  const room =
    cell.width -
    3 * inset -
    Math.max(...rows.map((row) => textWidth(written(column, row[column.name]), size)));
  const share = Number.isFinite(value) ? Math.min(1, Math.max(0, value / highest)) : 0;
  const bar = { x: cell.x + inset, y: cell.y + 6, width: share * room, height: cell.height - 12 };
  return (
    rectangle(bar, { fill: color, "fill-opacity": ".4", rx: 2 }) +
    rectangle({ ...bar, x: bar.x + Math.max(0, bar.width - 2), width: 2 }, { fill: color }) +
    aligned(cell, content, true, color)
  );
}
