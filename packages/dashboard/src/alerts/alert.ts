import { invalid } from "../invalid.ts";
import { levels, type Expression, type Piece, type QueryContext } from "../promql/expression.ts";

/** What the person who is woken needs to know, each in Markdown. */
export interface Runbook {
  /** What the alert says, in plain words. */
  readonly meaning: string;
  /** Who notices what. */
  readonly impact: string;
  /** Where to look, in which order. */
  readonly diagnosis: string;
  /** How to end it. */
  readonly mitigation: string;
}

/** When it fires: exactly one of the two. */
export type Limit =
  | { readonly above: number; readonly below?: never }
  | { readonly below: number; readonly above?: never };

/** What `alert()` takes: an expression, its limit (`above` or `below`), and the words for whoever is woken. */
export type AlertOptions = Limit & {
  /** CamelCase, unique among all that Alertmanager gets: begin with the app or library. */
  readonly name: string;
  /** The same builders as in panels; give it `by: ["job"]` or more, so that the alert says where. */
  readonly expression: Expression;
  /** How long it must hold: `5m`. */
  readonly for: `${number}${"s" | "m" | "h"}`;
  readonly severity: "critical" | "warning" | "info";
  /** One static sentence with a full stop. */
  readonly summary: string;
  /** May use `{{ $value }}` and `{{ $labels.x }}` of the expression's labels. */
  readonly description: string;
  readonly runbook: Runbook;
  /** The page of this alert's runbook, when it is elsewhere than those of its plugin. */
  readonly runbookUrl?: string;
  /** The range of `rate` and `increase`; at least four scrape intervals. Default `5m`. */
  readonly window?: `${number}${"s" | "m" | "h" | "d"}`;
  /** Uid of the dashboard that shows it. */
  readonly dashboard?: string;
};

/** An alert as plain data: `renderRules()` and {@link renderRunbook} write it. */
export type AlertDefinition = AlertOptions & { readonly kind: "alert" };

/**
 * Defines an alert.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID`
 */
export function alert(options: AlertOptions): AlertDefinition {
  const part = `Alert "${options.name}"`;
  if (!/^[A-Z][A-Za-z0-9]+$/.test(options.name))
    invalid(part, "needs a CamelCase name that begins with the app or library: ShopOrdersFail");
  if (!/^[^{}]+\.$/.test(options.summary.trim()))
    invalid(part, "needs a summary that is one static sentence with a full stop");
  if (options.description.trim() === "") invalid(part, "needs a description");
  for (const section of ["meaning", "impact", "diagnosis", "mitigation"] as const) {
    if ((options.runbook[section] ?? "").trim() === "")
      invalid(part, `needs the runbook section "${section}"`);
  }
  if (options.runbookUrl !== undefined && !/^https?:\/\/\S+$/.test(options.runbookUrl))
    invalid(part, "needs a `runbookUrl` that is a whole one: https://wiki.example.com/orders-fail");
  if ((options.above === undefined) === (options.below === undefined))
    invalid(part, "needs exactly one of `above` and `below`");
  for (const [, label = ""] of options.description.matchAll(/\$labels\.(\w+)/g)) {
    if (!options.expression.labels.includes(label))
      invalid(
        part,
        `describes itself by the label "${label}", which its expression does not keep; add it to \`by\``,
      );
  }
  return Object.freeze({ kind: "alert", ...options });
}

/** The rule's expression: no variables, a fixed range, the limit at the end. */
export function alertPromql(
  definition: AlertDefinition,
  selectors: readonly string[] = [],
): string {
  const { above, below } = definition;
  const { text, level } = write(definition, selectors);
  const limit = above === undefined ? `< ${below}` : `> ${above}`;
  return level <= levels.compare ? `(${text}) ${limit}` : `${text} ${limit}`;
}

/** What the alert watches: its expression without the limit, which has data also while all is well. */
export function watchedPromql(definition: AlertDefinition): string {
  return write(definition, []).text;
}

function write(definition: AlertDefinition, selectors: readonly string[]): Piece {
  const { window = "5m", above } = definition;
  const context: QueryContext = {
    selectors,
    hides: () => true,
    rateInterval: window,
    range: window,
    zero: above === undefined ? "ratio" : "leave",
    offset: undefined,
    window: "step",
    step: { duration: "1m", milliseconds: "60000" },
  };
  return definition.expression.write(context);
}
