import { api } from "../api.ts";
import { interpolate, type Choice, type Scope } from "../model/interpolate.ts";
import type { VariableModel } from "../model/types.ts";
import {
  allValue,
  chooseOptions,
  inOrder,
  listedOptions,
  readQuery,
  type Option,
} from "../model/variables.ts";

/** A variable with its choices, and what of them is chosen. */
export interface ResolvedVariable {
  readonly variable: VariableModel;
  readonly options: readonly Option[];
  readonly choice: Choice;
}

/**
 * Finds the values of all variables, those first that others depend on. `wanted` is what the address or the reader
 * chose; what is not there any more is passed over.
 */
export async function resolveVariables(
  variables: readonly VariableModel[],
  wanted: ReadonlyMap<string, readonly string[]>,
  builtIns: Scope["builtIns"],
): Promise<readonly ResolvedVariable[]> {
  const choices = new Map<string, Choice>();
  const resolved = new Map<string, ResolvedVariable>();
  for (const variable of inOrder(variables.filter(({ kind }) => kind !== "ignored"))) {
    const options = await optionsOf(variable, { choices, builtIns }).catch(() => []);
    const choice = choose(variable, options, wanted.get(variable.name));
    choices.set(variable.name, choice);
    resolved.set(variable.name, { variable, options, choice });
  }
  return variables.flatMap(({ name }) => resolved.get(name) ?? []);
}

async function optionsOf(variable: VariableModel, scope: Scope): Promise<readonly Option[]> {
  if (variable.kind !== "query") return listedOptions(variable);
  const query = readQuery(interpolate(variable.query, scope, "promql"));
  switch (query.kind) {
    case "label_values":
      return chooseOptions(await api.labelValues(query.label, query.selector), variable);
    case "label_names":
      return chooseOptions(await api.labels(), variable);
    case "metrics": {
      const names = await api.labelValues("__name__", "");
      const pattern = new RegExp(query.pattern);
      return chooseOptions(
        names.filter((name) => pattern.test(name)),
        variable,
      );
    }
    case "query_result": {
      const series = await api.query(query.expr, Date.now());
      return chooseOptions(
        series.map(
          ({ metric, value }) =>
            `${seriesText(metric)} ${value?.[1] ?? ""} ${(value?.[0] ?? 0) * 1000}`,
        ),
        variable,
      );
    }
    case "series":
      return chooseOptions((await api.series(query.selector)).map(seriesText), variable);
  }
}

function seriesText({ __name__: name = "", ...labels }: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(",")}}`;
}

function choose(
  variable: VariableModel,
  options: readonly Option[],
  wanted: readonly string[] | undefined,
): Choice {
  const { includesAll, isMulti, kind } = variable;
  const values = options.map(({ value }) => value);
  const all = { allValue: variable.allValue, values };
  const asked = wanted ?? variable.current;
  const isMultiple = isMulti || includesAll;
  if (includesAll && (asked.includes(allValue) || asked.includes("All")))
    return { values, all, isMulti: isMultiple };
  if (kind === "textbox")
    return { values: [asked[0] ?? variable.query], all: undefined, isMulti: false };
  const kept = asked.filter((value) => values.includes(value));
  // Chosen by hand, and only gone for now: a target that restarts must not change what is shown.
  const chosen = kept.length === 0 && wanted !== undefined && wanted.length > 0 ? wanted : kept;
  if (chosen.length > 0)
    return { values: isMulti ? chosen : chosen.slice(0, 1), all: undefined, isMulti: isMultiple };
  if (includesAll) return { values, all, isMulti: isMultiple };
  return { values: values.slice(0, 1), all: undefined, isMulti: isMultiple };
}
