/** What was chosen of a variable. */
export interface Choice {
  readonly values: readonly string[];
  /** Set when all are chosen: what the dashboard says stands for that, or every value. */
  readonly all: { readonly allValue: string; readonly values: readonly string[] } | undefined;
  /** Several could be chosen, so that Grafana writes it as a regular expression. */
  readonly isMulti: boolean;
}

export interface Scope {
  readonly choices: ReadonlyMap<string, Choice>;
  /** Grafana's own variables, by name, ready to be written: `__rate_interval`. */
  readonly builtIns: Readonly<Record<string, string>>;
}

const pattern = /\$\{(\w+)(?:[.:]([^}]+))?\}|\[\[(\w+)(?::([^\]]+))?\]\]|\$(\w+)/g;

/** Puts values in place of `$name`, `${name:format}` and `[[name]]`; what is unknown stays. */
export function interpolate(
  text: string,
  { choices, builtIns }: Scope,
  defaultFormat: "promql" | "text" = "text",
): string {
  return text.replaceAll(
    pattern,
    (
      all,
      braced?: string,
      bracedFormat?: string,
      square?: string,
      squareFormat?: string,
      plain?: string,
    ) => {
      const name = braced ?? square ?? plain ?? "";
      const field = bracedFormat === undefined ? name : `${name}.${bracedFormat}`;
      const builtIn = builtIns[field] ?? builtIns[name];
      if (builtIn !== undefined) return builtIn;
      const choice = choices.get(name);
      if (choice === undefined) return all;
      const format = bracedFormat ?? squareFormat ?? defaultFormat;
      if (choice.all !== undefined && choice.all.allValue !== "" && format !== "text")
        return choice.all.allValue;
      if (choice.all !== undefined && format === "text") return "All";
      return write(choice.all?.values ?? choice.values, format, choice.isMulti);
    },
  );
}

function write(values: readonly string[], format: string, isMulti: boolean): string {
  switch (format) {
    case "promql":
      if (!isMulti && values.length === 1) return escapeText(values[0] ?? "");
      return values.length === 1
        ? escapeForRegex(values[0] ?? "")
        : `(${values.map(escapeForRegex).join("|")})`;
    case "regex":
      return values.length === 1
        ? escapeRegex(values[0] ?? "")
        : `(${values.map(escapeRegex).join("|")})`;
    case "pipe":
      return values.join("|");
    case "csv":
    case "raw":
      return values.join(",");
    case "doublequote":
      return values.map((value) => `"${value}"`).join(",");
    case "singlequote":
      return values.map((value) => `'${value}'`).join(",");
    case "json":
      return JSON.stringify(values);
    case "percentencode":
      return encodeURIComponent(values.join(","));
    case "queryparam":
      return values.map((value) => encodeURIComponent(value)).join(",");
    default:
      return values.join(" + ");
  }
}

/** In a PromQL string. */
function escapeText(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/** A regular expression for just that text, in a PromQL string. */
function escapeForRegex(value: string): string {
  return escapeText(escapeRegex(value));
}

function escapeRegex(value: string): string {
  return value.replaceAll(/[\\$^*{}[\]+?.()|]/g, String.raw`\$&`);
}
