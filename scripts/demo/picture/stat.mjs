import { seriesOf } from "./series.mjs";
import { element, pathThrough, text } from "./svg.mjs";
import { fit, textWidth } from "./text.mjs";
import { colors, thresholdColor } from "./theme.mjs";
import { formatValue } from "./units.mjs";

const largest = 38;
const smallest = 13;

export function drawStat(panel, box, { start, end }) {
  const all = seriesOf(panel);
  if (all.length === 0) return undefined;
  const { options, fieldConfig } = panel;
  const height = box.height / all.length;
  return all.map((series, index) => {
    const part = { ...box, y: box.y + index * height, height };
    const value = series.points.at(-1)[1];
    const { unit, decimals, thresholds } = fieldConfig.defaults;
    const color = thresholdColor(thresholds, value);
    const isName = options.textMode === "name";
    const content = isName ? series.name : formatValue(value, unit, { decimals, now: end * 1000 });
    const hasGraph = options.graphMode === "area" && series.points.length > 1;
    return [
      hasGraph ? sparkline(series.points, part, color, { start, end }) : "",
      drawValue(content, part, {
        color,
        isMultiple: all.length > 1,
        hasGraph,
        name: isName ? "" : series.name,
      }),
    ];
  });
}

function drawValue(content, part, { color, isMultiple, hasGraph, name }) {
  const room = part.width - 24;
  const byWidth = room / textWidth(content, 1);
  const byHeight = part.height * (hasGraph ? 0.42 : 0.5);
  const size = Math.max(smallest, Math.min(largest, byWidth, byHeight));
  const middle = part.y + part.height * (hasGraph ? 0.38 : 0.48);
  if (!isMultiple || name === "")
    return text(part.x + part.width / 2, middle + size * 0.36, fit(content, size, room), {
      size,
      fill: color,
      anchor: "middle",
      weight: "500",
    });
  return (
    text(part.x + 12, middle + 4, fit(name, 11, room / 2), { size: 11, fill: colors.text }) +
    text(part.x + part.width - 12, middle + size * 0.36, content, {
      size: Math.min(size, 24),
      fill: color,
      anchor: "end",
    })
  );
}

/** The course of the value, along the bottom. */
function sparkline(points, box, color, { start, end }) {
  const values = points.map(([, value]) => value);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const bottom = box.y + box.height;
  const height = box.height * 0.36;
  const place = ([time, value]) => [
    box.x + ((time - start) / (end - start)) * box.width,
    bottom -
      2 -
      (highest === lowest
        ? value === 0
          ? 0
          : height / 2
        : ((value - lowest) / (highest - lowest)) * height),
  ];
  const places = points.map(place);
  const outline = pathThrough(places);
  const ends = [places.at(-1), places[0]].map(([x]) => [x, bottom]);
  return (
    element("path", {
      d: `${outline}${pathThrough(ends, "L")}z`,
      fill: color,
      "fill-opacity": ".15",
    }) + element("path", { d: outline, fill: "none", stroke: color, "stroke-width": 1.2 })
  );
}
