import type { MetricDefinition } from "@promenade/core";
import { isRecord, list, panelsIn, text, unwrapDashboard, type JsonRecord } from "../panels-in.ts";
import type { Analysis } from "./analysis.ts";
import { checkPanelQuery, checkQuery } from "./check-query.ts";
import {
  checkAnnotations,
  checkDashboard,
  checkVariables,
  queryOptions,
} from "./dashboard-rules.ts";
import { error, warning, type Finding } from "./finding.ts";
import { checkPanel } from "./panel-rules.ts";
import { checkPlaces } from "./places.ts";
import { book, report, variablesIn, type LintOptions, type Report } from "./shape.ts";
import { checkTable } from "./table-rules.ts";

/**
 * Checks one dashboard: classic JSON as object or text, ours or anybody's. Never throws; what it cannot read is a finding.
 * With `metrics`, also which of them the dashboard leaves out.
 */
export function lintDashboard(dashboard: unknown, options: LintOptions = {}): readonly Finding[] {
  return lintDashboards([dashboard], options);
}

/** Checks the dashboards of one plugin or app together: a metric that none of them plots is a finding. */
export function lintDashboards(
  dashboards: readonly unknown[],
  options: LintOptions = {},
): readonly Finding[] {
  const used = new Set<string>();
  const findings = dashboards.flatMap((dashboard) => lintOne(dashboard, options, used));
  const last = report(options, undefined);
  for (const metric of options.metrics ?? []) {
    if (!used.has(metric.name)) book(last, "dashboard", [unplotted(metric)]);
  }
  return [...findings, ...last.findings];
}

function lintOne(dashboard: unknown, options: LintOptions, used: Set<string>): readonly Finding[] {
  const json = read(dashboard);
  if (typeof json === "string") {
    const into = report(options, undefined);
    book(into, "dashboard", [error("invalid-shape", json)]);
    return into.findings;
  }
  const variables = variablesIn(json);
  const into = report(options, variables.names, variables.samples, variables.sources);
  checkDashboard(into, json);
  checkShapes(into, json);
  checkVariables(into, variables.list);
  checkAnnotations(into, json);
  const panels = panelsIn(json);
  for (const { panel } of panels) lintPanel(into, panel, used);
  for (const { panel, problem } of checkPlaces(panels)) book(into, panel, [problem]);
  return into.findings;
}

function lintPanel(into: Report, panel: JsonRecord, used: Set<string>): void {
  const title = text(panel["title"]);
  book(into, title, checkPanel(panel));
  // A library panel is kept elsewhere; a text may still carry the queries of the panel that it was.
  if (isRecord(panel["libraryPanel"]) || panel["type"] === "text") return;
  const analyses: { refId: string; analysis: Analysis }[] = [];
  for (const target of list(panel["targets"]).filter(isRecord)) {
    const expr = target["expr"];
    if (typeof expr !== "string" || !isPrometheus(into, panel, target)) continue;
    const refId = text(target["refId"]);
    const legend = text(target["legendFormat"]);
    const { problems, analysis } = checkQuery(expr, { ...queryOptions(into), templates: [legend] });
    book(into, title, [...problems, ...checkPanelQuery(analysis)], { expr, refId });
    analyses.push({ refId, analysis });
    for (const { metric, resolved } of analysis.selectors) {
      if (metric !== undefined) used.add(resolved?.entry.name ?? metric);
    }
  }
  book(into, title, checkTable(panel, analyses));
}

/** By the kind of the data source, or of the variable that picks it; where nothing tells, PromQL is assumed. */
function isPrometheus(into: Report, panel: JsonRecord, target: JsonRecord): boolean {
  for (const source of [target["datasource"], panel["datasource"]]) {
    const uid = isRecord(source) ? text(source["uid"]) : text(source);
    const [, name = ""] = /^\$\{?(\w+)\}?$/.exec(uid) ?? [];
    const type = (isRecord(source) && text(source["type"])) || (into.sources.get(name) ?? "");
    if (type !== "" && type !== "datasource" && type !== "mixed")
      return type.includes("prometheus");
  }
  return true;
}

/** Things that are not what they should be, which every other rule passes over in silence. */
function checkShapes(into: Report, json: JsonRecord): void {
  const { panels, rows, templating, annotations } = json;
  const wrong = (what: string): void =>
    book(into, "dashboard", [error("invalid-shape", `${what} is not what Grafana expects`)]);
  if (!Array.isArray(panels) && !Array.isArray(rows)) wrong("`panels`, which should be a list,");
  for (const panel of list(panels)) {
    if (!isRecord(panel)) wrong("an entry of `panels`, which should be an object,");
    else if (panel["targets"] !== undefined && !list(panel["targets"]).every(isRecord))
      wrong(`\`targets\` of the panel "${text(panel["title"])}"`);
    else if (panel["targets"] !== undefined && !Array.isArray(panel["targets"]))
      wrong(`\`targets\` of the panel "${text(panel["title"])}", which should be a list,`);
  }
  if (templating !== undefined && !(isRecord(templating) && Array.isArray(templating["list"])))
    wrong("`templating`, which should hold a `list`,");
  if (annotations !== undefined && !(isRecord(annotations) && Array.isArray(annotations["list"])))
    wrong("`annotations`, which should hold a `list`,");
}

/** The dashboard, or why there is none. */
function read(value: unknown): JsonRecord | string {
  let json = value;
  if (typeof value === "string") {
    try {
      json = JSON.parse(value);
    } catch (cause) {
      return `this is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
    }
  }
  const dashboard = unwrapDashboard(json);
  if (dashboard === undefined) return "a dashboard is a JSON object";
  if (isRecord(dashboard["elements"]))
    return "this is a v2 dashboard; export it in the classic model to check it";
  return dashboard;
}

function unplotted(metric: MetricDefinition) {
  return warning("metric-not-plotted", `no panel shows ${metric.name}: ${metric.help}`);
}
