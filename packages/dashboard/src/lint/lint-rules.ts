import { parseDocument } from "yaml";
import { isRecord, list, text, type JsonRecord } from "../panels-in.ts";
import { byName, type CatalogueEntry } from "./catalogue.ts";
import { checkQuery } from "./check-query.ts";
import { error, warning, type Finding, type Problem } from "./finding.ts";
import { describe, has, type LabelSet } from "./label-set.ts";
import { book, report, type LintOptions, type Report } from "./shape.ts";

const duration = /^(?:\d+(?:ms|[smhdwy]))+$/;

/** Checks a Prometheus rule file: YAML text, or the same as an object. Never throws; what it cannot read is a finding. */
export function lintRules(rules: unknown, options: LintOptions = {}): readonly Finding[] {
  const file = read(rules);
  const into = report(options, undefined);
  if (typeof file === "string") {
    book(into, "rules", [error("invalid-shape", file)]);
    return into.findings;
  }
  const groups = list(file["groups"]);
  if (!Array.isArray(file["groups"]) || !groups.every(isRecord))
    book(into, "rules", [error("invalid-shape", "`groups` should be a list of groups")]);
  const all = groups.filter(isRecord).flatMap((group) => list(group["rules"]));
  if (!all.every(isRecord))
    book(into, "rules", [error("invalid-shape", "`rules` should be a list of rules")]);
  const known = withRecorded(into, all.filter(isRecord));
  const names = new Set<string>();
  for (const rule of all.filter(isRecord)) lintRule(known, rule, names);
  return into.findings;
}

function lintRule(into: Report, rule: JsonRecord, names: Set<string>): void {
  const alert = text(rule["alert"]);
  const name = alert === "" ? `record "${text(rule["record"])}"` : `alert "${alert}"`;
  const expr = typeof rule["expr"] === "number" ? String(rule["expr"]) : text(rule["expr"]);
  const { problems, analysis } = checkQuery(expr, {
    catalogue: into.catalogue,
    targetLabels: into.options.targetLabels,
  });
  book(into, name, problems, { expr });
  if (alert === "") {
    if (text(rule["record"]) === "")
      book(into, name, [error("invalid-shape", "a rule needs `alert` or `record`")]);
    return;
  }
  if (names.has(alert)) book(into, name, [error("duplicate-alert", "two alerts have this name")]);
  names.add(alert);
  book(into, name, checkAlert(rule, alert));
  if (analysis.labels !== undefined) book(into, name, checkTemplates(rule, analysis.labels));
}

function checkAlert(rule: JsonRecord, name: string): readonly Problem[] {
  const problems: Problem[] = [];
  const labels = isRecord(rule["labels"]) ? rule["labels"] : {};
  const annotations = isRecord(rule["annotations"]) ? rule["annotations"] : {};
  if (!/^[A-Z][A-Za-z0-9]+$/.test(name))
    problems.push(warning("alert-name", "should be CamelCase, as in ShopOrdersFail"));
  if (!["critical", "warning", "info"].includes(text(labels["severity"])))
    problems.push(error("alert-severity", "needs the label severity: critical, warning or info"));
  const summary = text(annotations["summary"]).trim();
  if (summary === "") problems.push(error("alert-summary", "needs the annotation summary"));
  else if (!summary.endsWith(".") || summary.includes("{{"))
    problems.push(
      warning(
        "alert-summary",
        "summary should be one static sentence with a full stop; templates belong in description",
      ),
    );
  if (text(annotations["description"]).trim() === "")
    problems.push(error("alert-description", "needs the annotation description"));
  if (text(annotations["runbook_url"]).trim() === "")
    problems.push(
      warning("alert-runbook", "should have the annotation runbook_url, `runbookUrl` of alert()"),
    );
  const { for: pending } = rule;
  if (pending === undefined)
    problems.push(warning("alert-for", "has no `for`: one bad sample wakes somebody"));
  else if (!duration.test(text(pending)))
    problems.push(error("alert-for", "`for` is not a duration such as 5m"));
  return problems;
}

/** `{{ $labels.x }}` is empty where the expression does not keep x. */
function checkTemplates(rule: JsonRecord, labels: LabelSet): readonly Problem[] {
  const texts = [rule["labels"], rule["annotations"]]
    .filter(isRecord)
    .flatMap((each) => Object.entries(each));
  return texts.flatMap(([key, value]) =>
    [...text(value).matchAll(/\$labels\.(\w+)/g)]
      .filter(([, label = ""]) => !has(labels, label))
      .map(([, label = ""]) =>
        error(
          "unknown-legend-label",
          `${key} names $labels.${label}, but the result has ${describe(labels)}`,
        ),
      ),
  );
}

/** The names that the file records itself are known to its later rules. */
function withRecorded(into: Report, rules: readonly JsonRecord[]): Report {
  if (into.catalogue === undefined) return into;
  const recorded: CatalogueEntry[] = [];
  for (const rule of rules) {
    const name = text(rule["record"]);
    if (name === "") continue;
    const catalogue = byName([...into.catalogue.values(), ...recorded]);
    const { analysis } = checkQuery(text(rule["expr"]), { catalogue });
    const labels = [...(analysis.labels?.always ?? []), ...(analysis.labels?.sometimes ?? [])];
    const extra = isRecord(rule["labels"]) ? Object.keys(rule["labels"]) : [];
    recorded.push({ name, type: "unknown", labels: [...labels, ...extra], bounds: undefined });
  }
  return { ...into, catalogue: byName([...into.catalogue.values(), ...recorded]) };
}

/** The rule file, or why there is none. */
function read(value: unknown): JsonRecord | string {
  if (typeof value !== "string")
    return isRecord(value) ? value : "a rule file is a YAML mapping with `groups`";
  let file: unknown;
  try {
    const document = parseDocument(value);
    const [problem] = document.errors;
    if (problem !== undefined) return `this is not YAML: ${problem.message}`;
    file = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    return `this is not YAML: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
  return isRecord(file) ? file : "a rule file is a YAML mapping with `groups`";
}
