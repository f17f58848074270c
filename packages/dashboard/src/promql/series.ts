import type { MetricDefinition, MetricType } from "@promenade/core";
import { invalid } from "../invalid.ts";
import { atom, type Expression, type QueryContext } from "./expression.ts";
import {
  targetLabels,
  variablesIn,
  writeSelector,
  type Matcher,
  type TargetLabel,
  type Where,
} from "./matchers.ts";
import type { PanelUnit } from "./units.ts";

/** Which series, and by which labels their values are brought together. */
export interface SeriesOptions<L extends string, B extends string> {
  /** Labels that the result keeps. Default: none, one value over everything. */
  readonly by?: readonly B[];
  /** Conditions on labels. */
  readonly where?: Where<L>;
}

/** The labels that `by` may name. */
export type Groupable<L extends string> = L | TargetLabel;

export type Aggregation = "sum" | "max" | "min" | "avg" | "group" | "count";

interface Recipe<B extends string> {
  readonly builder: string;
  readonly metric: MetricDefinition;
  /** The kinds of metric for which it makes sense. */
  readonly types: readonly MetricType[];
  readonly options: SeriesOptions<string, B>;
  readonly aggregation: Aggregation;
  readonly unit: PanelUnit | undefined;
  readonly isTotal?: boolean;
  /** `_bucket`, `_sum`, `_count`. */
  readonly suffix?: string;
  readonly extraLabels?: readonly string[];
  readonly extraMatchers?: readonly string[];
  /** Puts the selector into a function: `rate(…[…])`. */
  readonly wrap?: (selector: (range?: string) => string, context: QueryContext) => string;
}

/** `aggregation by (…) (wrap(selector))`: the shape of everything that starts at a metric. */
export function series<B extends string>(recipe: Recipe<B>): Expression<B> {
  const { metric, options, aggregation, extraLabels = [], extraMatchers = [] } = recipe;
  const by = options.by ?? [];
  const where = (options.where ?? {}) as Readonly<Record<string, string | Matcher | undefined>>;
  checkMetric(recipe.builder, metric, recipe.types);
  checkLabels(recipe.builder, metric, [...by, ...Object.keys(where)]);
  const name = `${metric.name}${recipe.suffix ?? ""}`;
  const grouping = grouped(aggregation, [...extraLabels, ...by]);
  return Object.freeze({
    labels: Object.freeze([...by]),
    metrics: Object.freeze([metric]),
    unit: recipe.unit,
    isTotal: recipe.isTotal ?? false,
    hasGaps: false,
    variables: variablesIn(where),
    write: (context: QueryContext) => {
      const selector = (range?: string): string => {
        const text = writeSelector(name, where, context, extraMatchers);
        return `${range === undefined ? text : `${text}[${range}]`}${modifiers(context)}`;
      };
      return atom(`${grouping}(${recipe.wrap?.(selector, context) ?? selector()})`);
    },
  });
}

/** When a selector looks: `@ end()`, `offset 1w`. */
export function modifiers({ window, offset }: QueryContext): string {
  return `${window === "end" ? " @ end()" : ""}${offset === undefined ? "" : ` offset ${offset}`}`;
}

/** `sum by (a, b) ` or, with no labels, `sum`. */
export function grouped(aggregation: string, labels: readonly string[]): string {
  return labels.length === 0 ? aggregation : `${aggregation} by (${labels.join(", ")}) `;
}

/** For callers without a compiler: the checks of the types again, at run time. */
function checkMetric(
  builder: string,
  metric: MetricDefinition,
  types: readonly MetricType[],
): void {
  if (typeof metric !== "object" || metric === null || typeof metric.name !== "string")
    invalid(`${builder}()`, "needs a metric definition, made by counter(), gauge() or histogram()");
  if (!types.includes(metric.type))
    invalid(
      `${builder}(${metric.name})`,
      `is for a ${types.join(" or ")}, not for a ${metric.type}`,
    );
}

function checkLabels(builder: string, metric: MetricDefinition, names: readonly string[]): void {
  const known: readonly string[] = [...metric.labels, ...targetLabels];
  for (const name of names) {
    if (!known.includes(name))
      invalid(
        `${builder}(${metric.name})`,
        `names the label "${name}", which the metric does not have; it has ${known.join(", ")}`,
      );
  }
}
