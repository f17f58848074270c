import { seriesColor } from "./theme.mjs";

/** What the panel's queries answered, each with its name, its color and its points. */
export function seriesOf({ results }) {
  return results
    .flatMap(({ legend: format, step, series }) =>
      series.map(({ labels, values }) => ({
        name: named(format, labels),
        step,
        points: values.filter(([, value]) => Number.isFinite(value)),
      })),
    )
    .filter(({ points }) => points.length > 0)
    .map((series, index) => ({ ...series, color: seriesColor(index) }));
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
