import { isRecord, list, text, type JsonRecord } from "../panels-in.ts";
import { error, warning, type Problem } from "./finding.ts";
import { isKnownUnit } from "./units.ts";

/** Kinds of panel that must have title, description, unit and queries. */
const checkedTypes = new Set([
  "stat",
  "singlestat",
  "graph",
  "table-old",
  "timeseries",
  "gauge",
  "bargauge",
  "heatmap",
  "table",
]);
const withUnit = new Set([
  "stat",
  "singlestat",
  "graph",
  "table-old",
  "timeseries",
  "gauge",
  "bargauge",
]);
const replaced: Readonly<Record<string, string>> = {
  graph: "timeseries",
  singlestat: "stat",
  "table-old": "table",
  "grafana-piechart-panel": "piechart",
  "grafana-worldmap-panel": "geomap",
};

/** Rules about one panel that do not look into its queries. */
export function checkPanel(panel: JsonRecord): readonly Problem[] {
  const type = text(panel["type"]);
  if (type === "") return [error("invalid-shape", "the panel has no type")];
  const problems = [...checkType(panel, type), ...checkSource(panel)];
  if (!checkedTypes.has(type)) return problems;
  if (text(panel["title"]).trim() === "" || text(panel["description"]).trim() === "")
    problems.push(
      error(
        "panel-title-description-rule",
        "needs a title and a description: what it shows, and what to do when it looks bad",
      ),
    );
  const targets = list(panel["targets"]).filter(isRecord);
  if (targets.length === 0) problems.push(error("panel-no-targets-rule", "has no queries"));
  if (withUnit.has(type)) problems.push(...checkUnit(panel));
  problems.push(...checkThresholds(panel), ...checkRefIds(targets), ...checkExemplars(targets));
  return problems;
}

function checkType(panel: JsonRecord, type: string): Problem[] {
  const successor = replaced[type];
  if (successor === undefined) return [];
  const library = isRecord(panel["libraryPanel"]);
  return library
    ? []
    : [error("deprecated-panel", `the panel type ${type} is gone from Grafana: use ${successor}`)];
}

function checkSource(panel: JsonRecord): Problem[] {
  const source = panel["datasource"];
  const needs = ["singlestat", "graph", "table-old", "timeseries", "stat"].includes(
    text(panel["type"]),
  );
  if (typeof source === "string")
    return /^\$\{?\w+\}?$/.test(source) || source.startsWith("--")
      ? [warning("string-datasource", "names its data source by a string: use { type, uid }")]
      : [
          error(
            "string-datasource",
            `is bound to the data source "${source}": use { type, uid: "\${datasource}" }`,
          ),
        ];
  const uid = isRecord(source) ? text(source["uid"]) : "";
  if (uid.startsWith("--")) return [];
  if (needs && !/^\$\{?(?:prometheus_)?datasource\}?$/.test(uid))
    return [error("panel-datasource-rule", "must use the data source ${datasource}")];
  return [];
}

function checkUnit(panel: JsonRecord): Problem[] {
  const defaults = defaultsOf(panel);
  const options = panel["options"];
  const reduce = isRecord(options) ? options["reduceOptions"] : undefined;
  if (list(defaults["mappings"]).length > 0 || (isRecord(reduce) && text(reduce["fields"]) !== ""))
    return [];
  const unit = text(defaults["unit"]);
  if (isKnownUnit(unit)) return [];
  return unit === ""
    ? [error("panel-units-rule", "needs a unit")]
    : [warning("panel-units-rule", `has the unknown unit "${unit}", shown behind the bare number`)];
}

function checkThresholds(panel: JsonRecord): Problem[] {
  const defaults = defaultsOf(panel);
  const thresholds = defaults["thresholds"];
  if (!isRecord(thresholds)) return [];
  const problems: Problem[] = [];
  const steps = list(thresholds["steps"]).filter(isRecord);
  if (
    thresholds["mode"] === "percentage" &&
    steps.length > 1 &&
    (typeof defaults["min"] !== "number" || typeof defaults["max"] !== "number")
  )
    problems.push(
      error(
        "percentage-without-range",
        "has thresholds in percent but no min and max, so its colours follow whatever the data's own range is",
      ),
    );
  const values = steps.map((step) => step["value"]);
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.some((value, index) => index > 0 && value <= (numbers[index - 1] ?? value)))
    problems.push(error("threshold-order", "has thresholds that do not rise"));
  const highest = Math.max(...numbers, 0);
  if (defaults["unit"] === "percentunit" && thresholds["mode"] !== "percentage" && highest > 1.5)
    problems.push(
      warning(
        "threshold-unit",
        `has a threshold at ${highest}, which is ${highest * 100} % in the unit percentunit`,
      ),
    );
  return problems;
}

function checkRefIds(targets: readonly JsonRecord[]): Problem[] {
  const seen = new Set<unknown>();
  const problems: Problem[] = [];
  for (const { refId } of targets) {
    if (text(refId) === "")
      problems.push(
        error(
          "missing-ref-id",
          "has a query without refId: transformations and heatmaps cannot find it",
        ),
      );
    else if (seen.has(refId))
      problems.push(
        error("duplicate-ref-id", `has two queries ${text(refId)}; Grafana runs only one`),
      );
    seen.add(refId);
  }
  return problems;
}

function checkExemplars(targets: readonly JsonRecord[]): Problem[] {
  return targets.some((target) => target["exemplar"] === true && target["instant"] === true)
    ? [warning("instant-exemplar", "asks for exemplars of an instant query, which never has any")]
    : [];
}

export function defaultsOf(panel: JsonRecord): JsonRecord {
  const config = panel["fieldConfig"];
  const defaults = isRecord(config) ? config["defaults"] : undefined;
  return isRecord(defaults) ? defaults : {};
}
