import { checkPanelQuery, checkQuery } from "./check-query.ts";
import type { Finding } from "./finding.ts";
import { book, report, type LintOptions } from "./shape.ts";

/** What `lintQuery()` takes, beside what all of the linter does. */
export interface QueryLintOptions extends LintOptions {
  readonly legend?: string;
  /** Names of the dashboard's variables. Default: job, instance and datasource. */
  readonly variableNames?: readonly string[];
  /** Also the rules that every panel follows: job and instance conditions, `$__rate_interval`. Default false. */
  readonly isPanel?: boolean;
}

/** Checks one query. */
export function lintQuery(expr: string, options: QueryLintOptions = {}): readonly Finding[] {
  const names = options.variableNames ?? ["job", "instance", "datasource"];
  const into = report(options, new Set(names));
  const { problems, analysis } = checkQuery(expr, {
    catalogue: into.catalogue,
    targetLabels: options.targetLabels,
    samples: into.samples,
    variables: into.variables,
    templates: [options.legend ?? ""],
  });
  book(into, "query", problems, { expr });
  if (options.isPanel === true) book(into, "query", checkPanelQuery(analysis), { expr });
  return into.findings;
}
