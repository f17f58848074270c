import type { MetricDefinition } from "@promenade/core";
import { isRecord, list, text, type JsonRecord } from "../panels-in.ts";
import { catalogueFromDefinitions, type Catalogue } from "./catalogue.ts";
import type { Finding, Problem } from "./finding.ts";

/** What the linter knows, and what it passes over. */
export interface LintOptions {
  /** The metrics that the dashboards may use; Promenade's self-metrics are always among them. */
  readonly metrics?: readonly MetricDefinition[];
  /** Instead of `metrics`: from `catalogueFromExposition()`, for what an app really exposes. */
  readonly catalogue?: Catalogue;
  /** Labels that Prometheus adds to every series. Default: job and instance. */
  readonly targetLabels?: readonly string[];
  /** Values for variables that stand outside strings: `{ quantile: "0.95" }`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Rules to leave out, by name. */
  readonly ignore?: readonly string[];
}

/** What a lint run knows: the catalogue, the dashboard's variables, and where findings go. */
export interface Report {
  readonly options: LintOptions;
  readonly catalogue: Catalogue | undefined;
  readonly variables: ReadonlySet<string> | undefined;
  readonly samples: Readonly<Record<string, string>>;
  readonly sources: ReadonlyMap<string, string>;
  readonly findings: Finding[];
}

export function report(
  options: LintOptions,
  variables: ReadonlySet<string> | undefined,
  samples: Readonly<Record<string, string>> = {},
  sources: ReadonlyMap<string, string> = new Map(),
): Report {
  const { metrics, catalogue } = options;
  return {
    options,
    catalogue: catalogue ?? (metrics === undefined ? undefined : catalogueFromDefinitions(metrics)),
    variables,
    samples: { ...samples, ...options.variables },
    sources,
    findings: [],
  };
}

/** Books problems under the panel, alert or part that has them; the same one in the same query counts once. */
export function book(
  into: Report,
  panel: string,
  problems: readonly Problem[],
  query?: { readonly expr: string; readonly refId?: string },
): void {
  for (const problem of problems) {
    if (into.options.ignore?.includes(problem.rule) === true) continue;
    const isKnown = into.findings.some(
      (each) =>
        each.rule === problem.rule &&
        each.message === problem.message &&
        each.panel === panel &&
        each.expr === query?.expr &&
        each.refId === query?.refId,
    );
    if (!isKnown) into.findings.push({ ...problem, panel, ...query });
  }
}

/** The variables of a dashboard, and for each a value to put outside strings, where one is stored. */
export function variablesIn(json: JsonRecord): {
  readonly list: readonly JsonRecord[];
  readonly names: ReadonlySet<string>;
  readonly samples: Readonly<Record<string, string>>;
  /** Kinds of data source by the variable that picks one: `datasource` → `prometheus`. */
  readonly sources: ReadonlyMap<string, string>;
} {
  const templating = json["templating"];
  const variables = isRecord(templating) ? list(templating["list"]).filter(isRecord) : [];
  const samples: Record<string, string> = {};
  for (const variable of variables) {
    const { current } = variable;
    const value = isRecord(current) ? text(current["value"]) : "";
    if (/^[\w.]+$/.test(value) && !value.startsWith("$")) samples[text(variable["name"])] = value;
  }
  const pickers = variables.filter((variable) => variable["type"] === "datasource");
  return {
    list: variables,
    names: new Set(variables.map((each) => text(each["name"]))),
    samples,
    sources: new Map(pickers.map((each) => [text(each["name"]), text(each["query"])])),
  };
}
