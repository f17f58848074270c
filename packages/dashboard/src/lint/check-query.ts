import { analyse, type Analysis, type AnalysisOptions } from "./analysis.ts";
import { error, warning, type Problem } from "./finding.ts";
import { describe, has } from "./label-set.ts";
import { grafanaMacros } from "./macros.ts";

export interface QueryOptions extends AnalysisOptions {
  /** Legend, title and text templates whose `{{label}}` must be in the result. */
  readonly templates?: readonly string[];
  /** Names of the dashboard's variables; `undefined` where there is no dashboard. */
  readonly variables?: ReadonlySet<string> | undefined;
}

/** Everything that can be said about one query on its own, with what it is made of. */
export function checkQuery(
  expr: string,
  options: QueryOptions = {},
): { readonly problems: readonly Problem[]; readonly analysis: Analysis } {
  const analysis = analyse(expr, options);
  const problems = [...analysis.problems];
  for (const template of options.templates ?? [])
    problems.push(...checkTemplate(template, analysis));
  for (const { name, from } of analysis.variables) {
    if (options.variables === undefined)
      problems.push(
        error("undefined-variable", `Prometheus knows no variables, but this uses $${name}`, from),
      );
    else if (!(name in grafanaMacros) && !options.variables.has(name))
      problems.push(error("undefined-variable", `the dashboard has no variable $${name}`, from));
  }
  return { problems, analysis };
}

/** The rules about selectors and ranges that every panel follows. Source: grafana/dashboard-linter. */
export function checkPanelQuery(analysis: Analysis): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { metric, matchers, functions, isShare, range, from } of analysis.selectors) {
    const name = metric ?? "a selector";
    for (const label of ["job", "instance"] as const) {
      const isBound = matchers.some(
        (each) => each.label === label && each.operator === "=~" && isVariable(each.value, label),
      );
      if (!isBound)
        problems.push(
          error(`target-${label}-rule`, `${name} lacks the condition ${label}=~"$${label}"`, from),
        );
    }
    const around = functions.at(-1) ?? "";
    const isRate = around === "rate" || around === "irate";
    if (
      isRate &&
      range !== undefined &&
      !/^\$(?:__rate_interval|\{__rate_interval\})$/.test(range.text)
    )
      problems.push(
        error(
          "target-rate-interval-rule",
          `${around}(…[${range.text}]) misses data at other zoom levels: use [$__rate_interval]`,
          range.from,
        ),
      );
    if (around === "irate")
      problems.push(
        warning(
          "prefer-rate",
          "irate() looks at two samples only, and skips the rest: use rate()",
          from,
        ),
      );
    // A share over a fixed window is what an alert sees; a count would read as one of the range on screen.
    if (around === "increase" && !isShare && range !== undefined && /^\d/.test(range.text))
      problems.push(
        warning(
          "fixed-range",
          `increase(…[${range.text}]) ignores the dashboard's time range: use [$__range] or [$__rate_interval]`,
          range.from,
        ),
      );
  }
  return problems;
}

function checkTemplate(template: string, { labels }: Analysis): readonly Problem[] {
  if (labels === undefined) return [];
  return [...template.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].flatMap(([, label = ""]) => {
    if (!has(labels, label))
      return [
        error(
          "unknown-legend-label",
          `"${template}" names {{${label}}}, but the result has ${describe(labels)}`,
        ),
      ];
    if (labels.sometimes.has(label))
      return [
        warning(
          "legend-label-sometimes",
          `{{${label}}} is missing from some results, which then show without it: both sides of \`or\` need it`,
        ),
      ];
    return [];
  });
}

function isVariable(value: string, name: string): boolean {
  return value === `$${name}` || value === `\${${name}}` || value.startsWith(`\${${name}:`);
}
