import { at, list, number, record, text, texts } from "../json.ts";
import type { VariableModel } from "./types.ts";

export const allValue = "$__all";

const kinds: Readonly<Record<string, VariableModel["kind"]>> = {
  query: "query",
  custom: "custom",
  interval: "interval",
  constant: "constant",
  textbox: "textbox",
};

/** One choice in a variable's drop-down. */
export interface Option {
  readonly text: string;
  readonly value: string;
}

export function readVariable(given: unknown): VariableModel {
  const json = record(given);
  const query = json["query"];
  const { current } = json;
  const chosen = at(current, "value");
  return {
    name: text(json["name"]),
    label: text(json["label"]) || text(json["name"]),
    kind: kinds[text(json["type"])] ?? "ignored",
    query:
      typeof query === "string" ? query : text(record(query)["query"]) || text(json["definition"]),
    regex: text(json["regex"]),
    sort: number(json["sort"]) ?? 0,
    isMulti: json["multi"] === true,
    includesAll: json["includeAll"] === true,
    allValue: text(json["allValue"]),
    isHidden: json["hide"] === 2,
    current: Array.isArray(chosen)
      ? texts(chosen)
      : chosen === undefined || text(chosen) === ""
        ? []
        : [text(chosen)],
  };
}

/** The choices that stand in the dashboard itself: `a,b : the value of b`. */
export function listedOptions({ query, kind }: VariableModel): readonly Option[] {
  if (kind === "constant" || kind === "textbox") return [{ text: query, value: query }];
  return query
    .split(/(?<!\\),/)
    .map((each) => each.trim().replaceAll("\\,", ","))
    .filter((each) => each !== "")
    .map((each) => {
      const [, label, value] = /^(.+?)\s+:\s+(.+)$/.exec(each) ?? [];
      return { text: label ?? each, value: value ?? each };
    });
}

/** The values that the variable's regular expression keeps, or the part of them that it captures; then sorted. */
export function chooseOptions(
  values: readonly string[],
  variable: VariableModel,
): readonly Option[] {
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(variable.regex) ?? [];
  const expression = toRegExp(pattern ?? variable.regex, flags);
  const options = values.flatMap((value): readonly Option[] => {
    if (variable.regex === "" || expression === undefined) return [{ text: value, value }];
    const match = expression.exec(value);
    if (match === null) return [];
    const { value: namedValue, text: namedText } = match.groups ?? {};
    const kept = namedValue ?? namedText ?? match[1] ?? value;
    return [{ text: namedText ?? kept, value: kept }];
  });
  const unique = [...new Map(options.map((option) => [option.value, option])).values()];
  return sorted(unique, variable.sort);
}

function toRegExp(pattern: string, flags = ""): RegExp | undefined {
  try {
    return new RegExp(pattern, flags.replaceAll(/[gy]/g, ""));
  } catch {
    return undefined;
  }
}

function sorted(options: readonly Option[], sort: number): readonly Option[] {
  if (sort === 0) return options;
  const digits = (option: Option): number => Number(/\d+/.exec(option.text)?.[0] ?? -1);
  const compare = [3, 4].includes(sort)
    ? (a: Option, b: Option) => digits(a) - digits(b)
    : (a: Option, b: Option) =>
        a.text.localeCompare(b.text, "en", {
          numeric: sort > 6,
          sensitivity: sort > 4 ? "base" : "variant",
        });
  const up = options.toSorted(compare);
  return sort % 2 === 0 ? up.toReversed() : up;
}

/** What a variable's query asks for. */
export type VariableQuery =
  | { readonly kind: "label_values"; readonly selector: string; readonly label: string }
  | { readonly kind: "label_names" }
  | { readonly kind: "metrics"; readonly pattern: string }
  | { readonly kind: "query_result"; readonly expr: string }
  | { readonly kind: "series"; readonly selector: string };

export function readQuery(query: string): VariableQuery {
  const call = /^\s*(\w+)\s*\((.*)\)\s*$/s.exec(query);
  const [, name = "", inside = ""] = call ?? [];
  switch (name) {
    case "label_values": {
      const [, selector = "", label = inside] =
        /^(?:(.*),)?\s*([^,{}()]+?)\s*$/s.exec(inside) ?? [];
      return { kind: "label_values", selector: selector.trim(), label: label.trim() };
    }
    case "label_names":
      return { kind: "label_names" };
    case "metrics":
      return { kind: "metrics", pattern: inside.trim() };
    case "query_result":
      return { kind: "query_result", expr: inside };
    default:
      return { kind: "series", selector: query };
  }
}

/** The variables that a text mentions: those must be known first. */
export function namesIn(source: string): readonly string[] {
  return [...source.matchAll(/\$\{(\w+)[^}]*\}|\$(\w+)|\[\[(\w+)[^\]]*\]\]/g)].map(
    ([, braced, plain, square]) => braced ?? plain ?? square ?? "",
  );
}

/** In an order in which each comes after those that its query mentions. */
export function inOrder(variables: readonly VariableModel[]): readonly VariableModel[] {
  const done: VariableModel[] = [];
  const visit = (variable: VariableModel, path: readonly VariableModel[]): void => {
    if (done.includes(variable) || path.includes(variable)) return;
    for (const name of namesIn(`${variable.query} ${variable.regex}`)) {
      const other = list(variables).find((each) => record(each)["name"] === name);
      if (other !== undefined) visit(other as VariableModel, [...path, variable]);
    }
    done.push(variable);
  };
  for (const variable of variables) visit(variable, []);
  return done;
}
