import { legendTable } from "./legend-table.mjs";
import { legend } from "./legend.mjs";
import { deployMarks, plotArea, timeAxis, valueAxis } from "./plot.mjs";
import { valueScale } from "./scale.mjs";
import { seriesOf } from "./series.mjs";
import { element, line, pathThrough, short } from "./svg.mjs";
import { colorOf } from "./theme.mjs";

export function drawTimeSeries(panel, box, { start, end, marks }) {
  const { defaults } = panel.fieldConfig;
  const { custom, unit } = defaults;
  const all = seriesOf(panel);
  if (all.length === 0) return undefined;
  const isStacked = custom.stacking.mode === "normal";
  const drawn = isStacked ? stacked(all) : all;
  const isLogarithmic = custom.scaleDistribution.type === "log";
  const values = drawn
    .flatMap(({ points }) => points.map(([, value]) => value))
    .filter((value) => !isLogarithmic || value > 0);
  const names =
    panel.options.legend.displayMode === "table"
      ? legendTable({ width: box.width - 16, height: box.height * 0.42, ...defaults }, all)
      : legend({ width: box.width - 16, mostLines: box.height > 200 ? 3 : 2 }, all);
  const chart = { ...box, height: box.height - names.height };
  const scale = valueScale({
    lowest: values.reduce((a, b) => Math.min(a, b), Infinity),
    highest: values.reduce((a, b) => Math.max(a, b), -Infinity),
    unit,
    decimals: defaults.decimals,
    max: defaults.max,
    softMin: custom.axisSoftMin,
    isLogarithmic: isLogarithmic && values.length > 0,
    tickCount: Math.max(2, Math.floor((chart.height - 24) / 38)),
  });
  const area = plotArea(chart, { labels: scale.ticks.map(({ label }) => label), start, end });
  const atValue = (value) => area.atShare(scale.at(value));
  const shapes = drawn.map((series) => drawOne(series, { custom, area, atValue, isStacked }));
  return [
    valueAxis(area, scale.ticks, atValue),
    timeAxis(area, { start, end }),
    // The first of a stack lies under the others, the first of several lines over them.
    shapes.toReversed(),
    thresholdLines(defaults, area, scale, atValue),
    deployMarks(area, marks),
    names.draw(box.x + 8, box.y + box.height - names.height),
  ];
}

/** Each on top of those before it; one that is not there adds nothing. */
function stacked(all) {
  const sums = new Map();
  return all.map((series) => {
    const floor = [];
    const points = series.points.map(([time, value]) => {
      const below = sums.get(time) ?? 0;
      floor.push([time, below]);
      sums.set(time, below + value);
      return [time, below + value];
    });
    return { ...series, points, floor };
  });
}

function drawOne(
  { points, floor, step, color, dash, fillOpacity },
  { custom, area, atValue, isStacked },
) {
  const place = ([time, value]) => [area.atTime(time), atValue(value)];
  const bottom = area.y + area.height;
  let seen = 0;
  const opacity = fillOpacity ?? custom.fillOpacity;
  return pieces(points, Math.max(step * 1.5, custom.spanNulls / 1000)).map((piece) => {
    const places = piece.map(place);
    const under = isStacked
      ? floor.slice(seen, seen + piece.length).map(place)
      : [places[0], places.at(-1)].map(([x]) => [x, bottom]);
    seen += piece.length;
    if (piece.length === 1)
      return element("circle", { cx: places[0][0], cy: places[0][1], r: 2, fill: color });
    const outline = pathThrough(places);
    const fill = `${outline}${pathThrough(under.toReversed(), "L")}z`;
    return (
      element("path", { d: fill, fill: color, "fill-opacity": String(opacity / 100) }) +
      element("path", {
        d: outline,
        fill: "none",
        stroke: color,
        "stroke-width": 1.3,
        "stroke-dasharray": dash,
      })
    );
  });
}

/** Where answers are missing for longer than `gap` seconds, the line is interrupted. */
function pieces(points, gap) {
  const found = [];
  for (const point of points) {
    const last = found.at(-1)?.at(-1);
    if (last === undefined || point[0] - last[0] > gap) found.push([]);
    found.at(-1).push(point);
  }
  return found;
}

function thresholdLines({ custom, thresholds }, area, scale, atValue) {
  if (custom.thresholdsStyle.mode === "off") return [];
  const highest = scale.ticks.at(-1).value;
  return thresholds.steps
    .filter(({ value }) => value !== null && value <= highest)
    .map(({ value, color }) => {
      const y = Number(short(atValue(value)));
      const stroke = { stroke: colorOf(color), "stroke-dasharray": "8 6", "stroke-opacity": ".7" };
      return line(area.x, y, area.x + area.width, y, stroke);
    });
}
