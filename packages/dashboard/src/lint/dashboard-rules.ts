import { isRecord, list, text, type JsonRecord } from "../panels-in.ts";
import { analyse } from "./analysis.ts";
import { resolveSeries } from "./catalogue.ts";
import { checkQuery } from "./check-query.ts";
import { error, warning, type Problem } from "./finding.ts";
import { anyLabels, has, labelSet } from "./label-set.ts";
import { book, type Report } from "./shape.ts";

/** Rules about the dashboard as a whole. */
export function checkDashboard(into: Report, json: JsonRecord): void {
  const problems: Problem[] = [];
  if (json["editable"] === true)
    problems.push(
      error("uneditable-dashboard", "set editable to false: edits are lost at the next upload"),
    );
  const uid = text(json["uid"]);
  if (!/^[a-zA-Z0-9_-]{1,40}$/.test(uid))
    problems.push(
      error(
        "dashboard-uid",
        "needs a uid of 1 to 40 letters, digits, dashes and underscores; without it every upload makes a copy",
      ),
    );
  if (text(json["title"]) === "") problems.push(error("dashboard-title", "needs a title"));
  const version = json["schemaVersion"];
  if (typeof version !== "number" || version < 36)
    problems.push(
      warning("old-schema", "has a schema older than 36: save it again in a current Grafana"),
    );
  const inputs = list(json["__inputs"]);
  if (inputs.length > 0)
    problems.push(
      warning(
        "import-inputs",
        "has __inputs, which only the import page fills in: use a data source variable",
      ),
    );
  book(into, "dashboard", problems);
}

/** Rules about the variables that every dashboard has. Source: grafana/dashboard-linter. */
export function checkVariables(into: Report, variables: readonly JsonRecord[]): void {
  const byName = (name: string): JsonRecord | undefined =>
    variables.find((variable) => variable["name"] === name);
  const source = variables.find((variable) => variable["type"] === "datasource");
  if (source === undefined)
    book(into, "dashboard", [
      error(
        "template-datasource-rule",
        "needs a variable of type datasource, or it works in one Grafana only",
      ),
    ]);
  else {
    const names = ["datasource", "prometheus_datasource"];
    if (!names.includes(text(source["name"])))
      book(into, `variable "${text(source["name"])}"`, [
        error("template-datasource-rule", `must be called ${names.join(" or ")}`),
      ]);
    if (!["Data source", "Prometheus data source"].includes(text(source["label"])))
      book(into, `variable "${text(source["name"])}"`, [
        warning("template-datasource-rule", 'should have the label "Data source"'),
      ]);
  }
  for (const [name, label] of [
    ["job", "Job"],
    ["instance", "Instance"],
  ] as const)
    checkTarget(into, name, label, byName(name));
  for (const variable of variables) {
    if (variable["type"] === "query") checkVariableQuery(into, variable);
  }
}

/** PromQL annotations: their queries, and the labels in their texts. */
export function checkAnnotations(into: Report, json: JsonRecord): void {
  const annotations = json["annotations"];
  for (const annotation of isRecord(annotations)
    ? list(annotations["list"]).filter(isRecord)
    : []) {
    const target = annotation["target"];
    const expr = text(annotation["expr"]) || (isRecord(target) ? text(target["expr"]) : "");
    if (expr === "") continue;
    const tags = text(annotation["tagKeys"])
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean);
    const templates = [
      text(annotation["titleFormat"]),
      text(annotation["textFormat"]),
      ...tags.map((tag) => `{{${tag}}}`),
    ];
    const { problems } = checkQuery(expr, { ...queryOptions(into), templates });
    book(into, `annotation "${text(annotation["name"])}"`, problems, { expr });
  }
}

export function queryOptions(into: Report) {
  return {
    catalogue: into.catalogue,
    targetLabels: into.options.targetLabels,
    samples: into.samples,
    variables: into.variables,
  };
}

function checkTarget(
  into: Report,
  name: "job" | "instance",
  label: string,
  variable: JsonRecord | undefined,
): void {
  const rule = `template-${name}-rule`;
  if (variable === undefined) {
    book(into, "dashboard", [error(rule, `needs a variable called ${name}`)]);
    return;
  }
  const problems: Problem[] = [];
  const source = variable["datasource"];
  const uid = isRecord(source) ? text(source["uid"]) : text(source);
  if (!/^\$\{?(?:prometheus_)?datasource\}?$/.test(uid))
    problems.push(error(rule, "must ask ${datasource}"));
  if (variable["type"] !== "query") problems.push(error(rule, "must be of type query"));
  if (variable["multi"] !== true) problems.push(error(rule, "must allow several values"));
  if (variable["allValue"] !== ".+") problems.push(error(rule, 'needs the "all" value .+'));
  if (variable["label"] !== label) problems.push(warning(rule, `should have the label "${label}"`));
  book(into, `variable "${name}"`, problems);
}

function checkVariableQuery(into: Report, variable: JsonRecord): void {
  const raw = variable["query"];
  const query = isRecord(raw) ? text(raw["query"]) : text(raw);
  const problems: Problem[] = [];
  if (variable["refresh"] !== 2)
    problems.push(
      error(
        "template-on-time-change-reload-rule",
        "must be refreshed when the time range changes (refresh: 2)",
      ),
    );
  const call = /^\s*(label_values|label_names|metrics|query_result)\s*\((.*)\)\s*$/s.exec(query);
  if (call === null)
    problems.push(
      error(
        "template-label-promql-rule",
        `"${query}" is not label_values(), label_names(), metrics() or query_result()`,
      ),
    );
  const [, name, body = ""] = call ?? [];
  const parts = name === "label_values" ? /^(.*),\s*([\w.]+)\s*$/s.exec(body) : null;
  const expr = parts?.[1]?.trim() ?? (name === "query_result" ? body : "");
  if (expr !== "") {
    const options = queryOptions(into);
    // Here a counter's value is not looked at, only its labels are.
    const inner = name === "label_values" ? `count_over_time(${expr}[1m])` : expr;
    const shift = inner.indexOf(expr);
    const { problems: found, analysis } = checkQuery(inner, options);
    const isBound = analysis.selectors.every(({ matchers }) =>
      matchers.some((matcher) => matcher.label === "job"),
    );
    if (variable["name"] !== "job" && into.variables?.has("job") === true && !isBound)
      problems.push(
        warning("unchained-variable", 'lists values of every job: add the condition job=~"$job"'),
      );
    problems.push(
      ...found.map((problem) => ({
        ...problem,
        ...(problem.position === undefined
          ? {}
          : { position: Math.max(0, problem.position - shift) + query.indexOf(expr) }),
      })),
    );
    const label = parts?.[2];
    if (label !== undefined) problems.push(...checkListedLabel(into, expr, label));
  }
  book(into, `variable "${text(variable["name"])}"`, problems, { expr: query });
}

function checkListedLabel(into: Report, expr: string, label: string): readonly Problem[] {
  const { selectors } = analyse(expr, queryOptions(into));
  const metric = selectors[0]?.metric;
  if (metric === undefined || into.catalogue === undefined) return [];
  const resolved = resolveSeries(into.catalogue, metric);
  const targets = into.options.targetLabels ?? ["job", "instance"];
  const labels = resolved === undefined ? anyLabels : labelSet([...resolved.labels, ...targets]);
  return has(labels, label)
    ? []
    : [error("unknown-label", `${metric} has no label ${label}, so the list stays empty`)];
}
