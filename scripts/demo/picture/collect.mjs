import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expressionsOf, substituteVariables } from "@promenade/dashboard";
import { dashboardsDirectory } from "../places.mjs";
import { scrapeSeconds } from "../world.mjs";
import { named } from "./series.mjs";

const pointCount = 100;
/** Cells of a heatmap must be wide enough to be seen. */
const heatmapPointCount = 50;
/** Long enough to hold a few requests of each kind. */
const rateScrapes = 20;

/** Everything that the dashboards show between two moments (Unix seconds), as plain data. */
export async function collect(prometheus, { start, end }) {
  const results = [];
  for (const { file, dashboard } of readDashboards()) {
    const queries = expressionsOf(dashboard);
    const panels = [];
    for (const panel of inOrder(dashboard)) {
      const asked = queries.filter(({ panelId }) => panelId === panel.id);
      panels.push({
        ...panel,
        results: await Promise.all(asked.map((query) => ask(prometheus, query, { start, end }))),
      });
    }
    const marks = await deploys(prometheus, dashboard, { start, end });
    results.push({ file, ...head(dashboard), start, end, marks, panels });
  }
  return results;
}

function readDashboards() {
  return readdirSync(dashboardsDirectory)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => ({
      file: name.replace(/\.json$/, ""),
      dashboard: JSON.parse(readFileSync(join(dashboardsDirectory, name), "utf8")),
    }));
}

function head({ title, templating }) {
  const variables = templating.list
    .filter(({ hide }) => !hide)
    .map(({ name, label, type }) => ({
      label: label ?? name,
      text: type === "datasource" ? "Prometheus" : "All",
    }));
  return { title, variables };
}

/** Folded rows are drawn folded, so nobody asks for what is in them. */
function inOrder({ panels }) {
  return panels.toSorted((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
}

async function ask(prometheus, query, range) {
  const { refId, legend, mode, format } = query;
  const expression = written(query.expr, range);
  const series =
    mode === "instant"
      ? (await prometheus.query(expression, range.end)).map(({ labels, value }) => ({
          labels,
          values: [[range.end, value]],
        }))
      : await prometheus.queryRange(expression, { ...range, step: stepOf(range, format) });
  return { refId, legend, mode, format, step: stepOf(range, format), series };
}

function stepOf({ start, end }, format) {
  return Math.ceil((end - start) / (format === "heatmap" ? heatmapPointCount : pointCount));
}

function written(expression, { start, end }) {
  const seconds = Math.round(end - start);
  return substituteVariables(expression, {
    __rate_interval: `${rateScrapes * scrapeSeconds}s`,
    __interval: `${stepOf({ start, end })}s`,
    __interval_ms: String(stepOf({ start, end }) * 1000),
    __range: `${seconds}s`,
    __range_s: String(seconds),
    __range_ms: String(seconds * 1000),
  });
}

/** The marks that the dashboard's own annotations draw: their value is the time. */
async function deploys(prometheus, { annotations }, range) {
  const marks = [];
  for (const { enable, expr, titleFormat, iconColor } of annotations.list) {
    if (!enable || expr === undefined) continue;
    const series = await prometheus.queryRange(written(expr, range), {
      ...range,
      step: stepOf(range),
    });
    for (const { labels, values } of series)
      for (const time of new Set(values.map(([, value]) => value / 1000)))
        if (time >= range.start && time <= range.end)
          marks.push({ time, title: named(titleFormat, labels), color: iconColor });
  }
  return marks;
}
