import { deployMarks, labelSize, plotArea, timeAxis } from "./plot.mjs";
import { tickLabel } from "./scale.mjs";
import { element, line, short, text } from "./svg.mjs";
import { textWidth } from "./text.mjs";
import { colorOf, colors } from "./theme.mjs";
import { formatValue } from "./units.mjs";

/** Levels of opacity, from little to much. */
const levels = Array.from({ length: 12 }, (_, index) => (index + 1) / 12);
const legendHeight = 22;

export function drawHeatmap(panel, box, { start, end, marks }) {
  const buckets = bucketsOf(panel.results[0]?.series ?? []);
  if (buckets.length === 0) return undefined;
  const { step } = panel.results[0];
  const { yAxis, cellValues, color } = panel.options;
  const chart = { ...box, height: box.height - legendHeight };
  const labels = buckets.map(({ bound }) =>
    bound === Infinity ? "+Inf" : tickLabel(bound, yAxis.unit),
  );
  const area = plotArea(chart, { labels, start, end });
  const height = area.height / buckets.length;
  const highest = Math.max(...buckets.flatMap(({ counts }) => [...counts.values()]), 0);
  const least = panel.options.filterValues?.le ?? 0;
  const paths = levels.map(() => "");
  const fill = colorOf(color.fill);
  buckets.forEach(({ counts }, row) => {
    const y = area.y + area.height - (row + 1) * height;
    for (const [time, count] of counts) {
      if (count <= least) continue;
      const share = (count / highest) ** color.exponent;
      const from = Math.max(area.x, area.atTime(time - step));
      const width = area.atTime(time) - from - 1;
      if (width > 0)
        paths[Math.min(levels.length - 1, Math.floor(share * levels.length))] += cellPath(
          from,
          y + 1,
          width,
          height - 1,
        );
    }
  });
  const every = Math.ceil(15 / height);
  return [
    timeAxis(area, { start, end }),
    labels.map((label, row) => {
      const y = area.y + area.height - (row + 1) * height;
      // The label of a bucket is at its upper bound.
      const isShown = (labels.length - 1 - row) % every === 0;
      return isShown
        ? text(area.x - 8, y + 4, label, { size: labelSize, fill: colors.faint, anchor: "end" })
        : "";
    }),
    line(area.x, area.y, area.x + area.width, area.y, { stroke: colors.grid }),
    paths.map((d, index) =>
      d === "" ? "" : element("path", { d, fill, "fill-opacity": levels[index].toFixed(2) }),
    ),
    deployMarks(area, marks),
    colorLegend(box, highest, { fill, unit: cellValues.unit }),
  ];
}

function cellPath(x, y, width, height) {
  return `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
}

/** Prometheus counts each bucket with those below it; a heatmap shows each alone. */
function bucketsOf(series) {
  const sorted = series
    .map(({ labels, values }) => ({ bound: Number(labels.le.replace("+Inf", "Infinity")), values }))
    .toSorted((a, b) => a.bound - b.bound);
  let below = new Map();
  return sorted.map(({ bound, values }) => {
    const counts = new Map(
      values.map(([time, value]) => [time, Math.max(0, value - (below.get(time) ?? 0))]),
    );
    below = new Map(values);
    return { bound, counts };
  });
}

function colorLegend(box, highest, { fill, unit }) {
  const y = box.y + box.height - 14;
  const width = 120 / levels.length;
  const style = { size: labelSize, fill: colors.faint };
  const label = formatValue(highest, unit);
  const left = box.x + box.width - 16 - textWidth(label, labelSize) - 120;
  return [
    text(left - 6, y + 8, "0", { ...style, anchor: "end" }),
    ...levels.map((opacity, index) =>
      element("path", {
        d: cellPath(left + index * width, y, width, 8),
        fill,
        "fill-opacity": opacity.toFixed(2),
      }),
    ),
    text(left + 126, y + 8, label, style),
  ];
}
