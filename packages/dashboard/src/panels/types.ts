import type { Expression } from "../promql/expression.ts";
import type { Buckets } from "../promql/histograms.ts";
import type { PanelUnit } from "../promql/units.ts";
import type { Query } from "./query.ts";

/** Grafana's named colours, dark to light. */
export type Color =
  | "green"
  | "yellow"
  | "orange"
  | "red"
  | "blue"
  | "purple"
  | "text"
  | `${"dark" | "semi-dark" | "light" | "super-light"}-${"green" | "yellow" | "orange" | "red" | "blue" | "purple"}`;

/** From this value on, this colour. */
export interface Threshold {
  readonly from: number;
  readonly color: Color;
}

/** A link of a panel. */
export interface Link {
  readonly title: string;
  /** May use Grafana's variables: `/d/promenade-prisma?${__url_time_range}`. */
  readonly url: string;
}

/** What every panel has. */
export interface PanelBase {
  /** Unique within its row. */
  readonly title: string;
  /** What it shows, why it matters, and what to do when it looks bad. */
  readonly description: string;
  /** Of 24 columns: a hint, panels of one line are stretched to fill it. */
  readonly width?: number;
  /** In grid rows of about 38 px. The tallest of a line decides for all. */
  readonly height?: number;
  readonly links?: readonly Link[];
}

/** What every panel that draws numbers has. */
export interface ValuePanel extends PanelBase {
  /** Default: what follows from the queries, when they agree. */
  readonly unit?: PanelUnit;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  /** Shown instead of an empty result. */
  readonly noValue?: string;
  /** The colour below the first threshold. Default `green`. */
  readonly baseColor?: Color;
  readonly thresholds?: readonly Threshold[];
}

export interface TimeseriesOptions extends ValuePanel {
  readonly queries: readonly Query[];
  /** Areas on top of one another: as they are, or as shares of 100 %. */
  readonly stack?: "normal" | "percent";
  /** Default `line`. */
  readonly draw?: "line" | "bars" | "points";
  /** `table` shows the last and the highest value of each line, highest first. Default `list`. */
  readonly legend?: "list" | "table" | "hidden";
  /** Trace exemplars as dots, on the first query of a histogram. */
  readonly exemplars?: boolean;
  readonly logarithmic?: boolean;
  /** Where the axis begins unless a value is lower. Default 0. */
  readonly softMin?: number;
  /** `thresholds` paints lines by their values. Default: each line has its own colour. */
  readonly color?: "palette" | "thresholds";
}

export interface StatOptions extends ValuePanel {
  readonly queries: readonly Query[];
  /** `name` shows the legend, for facts that live in labels. Default `value`. */
  readonly show?: "value" | "name" | "value_and_name";
  /** Default `lastNotNull`. */
  readonly calculation?: "lastNotNull" | "max" | "min" | "mean" | "sum";
  /** Default `value`: the number is coloured by the thresholds. */
  readonly color?: "value" | "background" | "none";
  /** The line behind the number. Default: on, where there is more than one point. */
  readonly sparkline?: boolean;
}

export interface BarGaugeOptions extends ValuePanel {
  readonly queries: readonly Query[];
  /** Default `gradient`. */
  readonly draw?: "gradient" | "basic" | "lcd";
}

export interface HeatmapOptions extends PanelBase {
  /** Made by `buckets(histogram)`. */
  readonly expression: Buckets;
  /** Of the cells. Default `cps`: observations per second. */
  readonly cellUnit?: PanelUnit;
  readonly exemplars?: boolean;
}

/** One column of a table, filled by one query. */
export interface TableColumn<L extends string = string> {
  readonly title: string;
  readonly expression: Expression<L>;
  /** Default: what follows from the expression. */
  readonly unit?: PanelUnit;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly baseColor?: Color;
  readonly thresholds?: readonly Threshold[];
  /** `bar` draws the size, `color` paints the number from the first threshold on. */
  readonly cell?: "text" | "bar" | "color";
}

export interface TableOptions<L extends string = string> extends PanelBase {
  /** All with the same labels: each combination of them is a line. */
  readonly columns: readonly TableColumn<L>[];
  /** Titles of the label columns, in order; `null` hides one. Default: each label by its name. */
  readonly labels?: { readonly [K in L]?: string | null };
  /** A column title. Default: the first column, largest first. */
  readonly sortBy?: { readonly column: string; readonly ascending?: boolean };
  readonly noValue?: string;
  /** Links on the label cells, by label: `{ http_route: { title, url: "…${__value.raw}" } }`. */
  readonly labelLinks?: { readonly [K in L]?: Link };
}

/** What `text()` takes. */
export interface TextOptions {
  readonly title: string;
  readonly description?: string;
  readonly markdown: string;
  readonly width?: number;
  readonly height?: number;
}

/** A panel as plain data; made by {@link timeseries}, {@link stat} and their like. */
export type Panel =
  | ({ readonly kind: "timeseries" } & TimeseriesOptions)
  | ({ readonly kind: "stat" } & StatOptions)
  | ({ readonly kind: "barGauge" } & BarGaugeOptions)
  | ({ readonly kind: "heatmap" } & HeatmapOptions)
  | ({ readonly kind: "table" } & TableOptions)
  | ({ readonly kind: "text" } & TextOptions);

/** Panels under a heading; what `row()` gives. */
export interface Row {
  /** Unique within the dashboard. */
  readonly title: string;
  /** Folded until the reader opens it; its queries run only then. */
  readonly collapsed: boolean;
  readonly panels: readonly Panel[];
}
