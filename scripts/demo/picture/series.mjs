import { colorOf, seriesColor, thresholdColor } from "./theme.mjs";

/** What the panel's queries answered, each with its name, its style and its points. */
export function seriesOf({ results, fieldConfig }) {
  return results
    .flatMap(({ refId, legend: format, step, series }) =>
      series.map(({ labels, values }) => ({
        name: named(format, labels),
        step,
        ...styleOf(fieldConfig, refId),
        points: values.filter(([, value]) => Number.isFinite(value)),
      })),
    )
    .filter(({ points }) => points.length > 0)
    .map((series, index) => ({
      ...series,
      color: series.color ?? colorIn(fieldConfig, series, index),
    }));
}

function styleOf({ overrides }, refId) {
  const properties = overrides
    .filter(({ matcher }) => matcher.id === "byFrameRefID" && matcher.options === refId)
    .flatMap((override) => override.properties);
  const value = (id) => properties.find((property) => property.id === id)?.value;
  const color = value("color")?.fixedColor;
  return {
    color: color === undefined ? undefined : colorOf(color),
    dash: value("custom.lineStyle")?.dash.join(" "),
    fillOpacity: value("custom.fillOpacity"),
  };
}

/** Grafana paints a line by all its values, where the thresholds decide; here its latest one does. */
function colorIn({ defaults }, { points }, index) {
  return defaults.color?.mode === "thresholds"
    ? thresholdColor(defaults.thresholds, points.at(-1)[1])
    : seriesColor(index);
}

/** A legend or a title with its labels' values in place. */
export function named(format, labels) {
  if (format === "__auto" || format === "")
    return Object.entries(labels)
      .filter(([name]) => name !== "__name__")
      .map(([, value]) => value)
      .join(" ");
  return format.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name) => labels[name] ?? "").trim();
}
