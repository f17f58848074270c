import { invalid } from "../invalid.ts";
import type { Expression } from "../promql/expression.ts";
import { panelUnits, type PanelUnit } from "../promql/units.ts";
import type { Query } from "./query.ts";
import type {
  BarGaugeOptions,
  HeatmapOptions,
  Panel,
  PanelBase,
  Row,
  StatOptions,
  TableOptions,
  TextOptions,
  Threshold,
  TimeseriesOptions,
  ValuePanel,
} from "./types.ts";

/**
 * Lines, bars or areas over time.
 * @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` on a missing description or unit, and other misuse
 */
export function timeseries(options: TimeseriesOptions): Panel {
  const part = checkValuePanel(options, options.queries);
  const expressions = options.queries.map((each) => each.expression);
  if (expressions.some((expression) => expression.isTotal))
    invalid(part, "draws a total of the whole time range at every point; use increase() or rate()");
  const isHistogram = expressions.some((each) =>
    each.metrics.some(({ type }) => type === "histogram"),
  );
  if (options.exemplars === true && !isHistogram)
    invalid(part, "asks for exemplars but has no histogram");
  return Object.freeze({ kind: "timeseries", ...options });
}

/** One number, or one a series. @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` */
export function stat(options: StatOptions): Panel {
  checkValuePanel(options, options.queries);
  return Object.freeze({ kind: "stat", ...options });
}

/** One bar a series, longest first. @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` */
export function barGauge(options: BarGaugeOptions): Panel {
  checkValuePanel(options, options.queries);
  return Object.freeze({ kind: "barGauge", ...options });
}

/** A histogram over time. @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` */
export function heatmap(options: HeatmapOptions): Panel {
  const part = checkBase(options);
  if (!(options.expression.labels as readonly string[]).includes("le"))
    invalid(part, "needs an expression made by buckets(histogram)");
  return Object.freeze({ kind: "heatmap", ...options });
}

/** The latest values, a line for each combination of labels. @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` */
export function table<L extends string>(options: TableOptions<L>): Panel {
  const part = checkBase(options);
  const [first] = options.columns;
  if (first === undefined) invalid(part, "needs at least one column");
  const labels = first.expression.labels.toSorted();
  const titles = new Set<string>();
  for (const column of options.columns) {
    if (titles.has(column.title)) invalid(part, `has two columns "${column.title}"`);
    titles.add(column.title);
    if (column.expression.labels.toSorted().join() !== labels.join())
      invalid(part, `has columns with different labels; give "${column.title}" the same \`by\``);
    checkUnit(`${part}, column "${column.title}"`, column.unit, [column.expression]);
    checkThresholds(part, column.thresholds);
  }
  for (const label of [...keys(options.labels), ...keys(options.labelLinks)]) {
    if (!(labels as readonly string[]).includes(label))
      invalid(part, `names the label column "${label}", which its queries do not keep`);
  }
  const { sortBy } = options;
  if (sortBy !== undefined && !titles.has(sortBy.column))
    invalid(part, `is sorted by "${sortBy.column}", which is not one of its columns`);
  return Object.freeze({ kind: "table", ...(options as TableOptions) });
}

/** Markdown. */
export function text(options: TextOptions): Panel {
  return Object.freeze({ kind: "text", ...options });
}

/** Panels under a heading. @throws PromenadeError `PROMENADE_DASHBOARD_INVALID` when two have the same title */
export function row(
  title: string,
  panels: readonly Panel[],
  options: { readonly collapsed?: boolean } = {},
): Row {
  const titles = new Set<string>();
  for (const panel of panels) {
    if (titles.has(panel.title)) invalid(`Row "${title}"`, `has two panels "${panel.title}"`);
    titles.add(panel.title);
  }
  return Object.freeze({
    title,
    panels: Object.freeze([...panels]),
    collapsed: options.collapsed ?? false,
  });
}

/** What a panel asks. */
export function expressionsIn(panel: Panel): readonly Expression[] {
  switch (panel.kind) {
    case "text":
      return [];
    case "heatmap":
      return [panel.expression];
    case "table":
      return panel.columns.map((column) => column.expression);
    case "timeseries":
    case "stat":
    case "barGauge":
      return panel.queries.map((each) => each.expression);
  }
}

function checkValuePanel(options: ValuePanel, queries: readonly Query[]): string {
  const part = checkBase(options);
  if (queries.length === 0) invalid(part, "needs at least one query");
  checkUnit(
    part,
    options.unit,
    queries.map((each) => each.expression),
  );
  checkThresholds(part, options.thresholds);
  return part;
}

function checkBase(options: PanelBase): string {
  const part = `Panel "${options.title}"`;
  if (options.title.trim() === "") invalid("A panel", "needs a title");
  if ((options.description ?? "").trim() === "")
    invalid(part, "needs a description: what it shows, and what to do when it looks bad");
  const { width = 1, height = 1 } = options;
  if (!Number.isInteger(width) || width < 1 || width > 24)
    invalid(part, "needs a width of 1 to 24 columns");
  if (!Number.isInteger(height) || height < 1) invalid(part, "needs a height of whole grid rows");
  return part;
}

function checkUnit(
  part: string,
  unit: PanelUnit | undefined,
  expressions: readonly Expression[],
): void {
  if (unit === undefined) {
    const found = new Set(expressions.map((expression) => expression.unit));
    if (found.size !== 1 || found.has(undefined))
      invalid(part, "needs a `unit`: its queries have none in common");
    return;
  }
  const known: readonly string[] = panelUnits;
  if (!known.includes(unit) && !/^(?:suffix|prefix):./.test(unit))
    invalid(part, `has the unit "${unit}"; use one of ${panelUnits.join(", ")}`);
}

function checkThresholds(part: string, thresholds: readonly Threshold[] = []): void {
  const isRising = thresholds.every(
    ({ from }, index) => index === 0 || from > (thresholds[index - 1]?.from ?? Number.NaN),
  );
  if (!isRising || thresholds.some(({ from }) => !Number.isFinite(from)))
    invalid(part, "needs thresholds in rising order");
}

function keys(value: object | undefined): readonly string[] {
  return Object.keys(value ?? {});
}
