/**
 * Grafana's classic dashboard JSON, as far as Promenade writes it. Mutable, so that an app may adapt its own copy.
 * Assignable to `Dashboard` of `@grafana/schema`, whose string enums are read as their values.
 */
export interface GrafanaDashboard {
  uid: string;
  title: string;
  description: string;
  tags: string[];
  schemaVersion: number;
  editable: boolean;
  graphTooltip: 1;
  refresh: string;
  time: { from: string; to: string };
  timezone: string;
  links: GrafanaLink[];
  annotations: { list: GrafanaAnnotation[] };
  templating: { list: GrafanaVariable[] };
  panels: (GrafanaPanel | GrafanaRow)[];
}

/** Grafana's JSON: which data source is asked. */
export interface DataSourceReference {
  type: string;
  uid: string;
}

/** Grafana's JSON: a link at the top of a dashboard. */
export interface GrafanaLink {
  title: string;
  type: "link" | "dashboards";
  url: string;
  tags: string[];
  icon: string;
  tooltip: string;
  asDropdown: boolean;
  includeVars: boolean;
  keepTime: boolean;
  targetBlank: boolean;
}

/** Grafana's JSON: a query whose results are marks on every graph. */
export interface GrafanaAnnotation {
  name: string;
  enable: boolean;
  hide: boolean;
  iconColor: string;
  datasource: DataSourceReference;
  expr: string;
  step: string;
  useValueForTime: boolean;
  titleFormat: string;
  textFormat: string;
  tagKeys: string;
}

/** Grafana's JSON: a variable of a dashboard. */
export interface GrafanaVariable {
  name: string;
  type: "datasource" | "query" | "constant";
  label?: string;
  query: string;
  datasource?: DataSourceReference;
  current?: { text: string; value: string; selected: boolean };
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string;
  refresh?: 1 | 2;
  sort?: 1;
  regex?: string;
  hide?: 0 | 2;
  skipUrlSync?: boolean;
}

/** Grafana's JSON: place and size of a panel, in 24 columns. */
export interface GridPos {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Grafana's JSON: a query of a panel. */
export interface GrafanaTarget {
  refId: string;
  datasource: DataSourceReference;
  editorMode: "code";
  expr: string;
  legendFormat: string;
  instant: boolean;
  range: boolean;
  format: "time_series" | "table" | "heatmap";
  exemplar: boolean;
  [key: string]: unknown;
}

/** Grafana's JSON: what differs for some of a panel's values. */
export interface FieldOverride {
  matcher: { id: string; options: unknown };
  properties: { id: string; value: unknown }[];
}

/** Grafana's JSON: unit, limits, thresholds and colours of a panel's values. */
export interface FieldDefaults {
  unit?: string;
  decimals?: number;
  min?: number;
  max?: number;
  noValue?: string;
  color?: { mode: "palette-classic" | "thresholds"; fixedColor?: string };
  thresholds?: { mode: "absolute"; steps: { color: string; value: number | null }[] };
  custom?: Record<string, unknown>;
}

/** Grafana's JSON: a panel. */
export interface GrafanaPanel {
  id: number;
  type: "timeseries" | "stat" | "bargauge" | "table" | "heatmap" | "text";
  title: string;
  description: string;
  pluginVersion: string;
  datasource?: DataSourceReference;
  gridPos: GridPos;
  links: GrafanaLink[];
  fieldConfig: { defaults: FieldDefaults; overrides: FieldOverride[] };
  options: Record<string, unknown>;
  targets: GrafanaTarget[];
  transformations?: { id: string; options: Record<string, unknown> }[];
}

/** Grafana's JSON: a row, with its panels inside when it is folded. */
export interface GrafanaRow {
  id: number;
  type: "row";
  title: string;
  collapsed: boolean;
  gridPos: GridPos;
  panels: GrafanaPanel[];
}
