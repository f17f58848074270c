import type { Json } from "../json.ts";

/** A classic dashboard, old or new, in one shape. */
export interface DashboardModel {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly sharesCrosshair: boolean;
  readonly variables: readonly VariableModel[];
  readonly annotations: readonly AnnotationModel[];
  readonly links: readonly LinkModel[];
  readonly rows: readonly RowModel[];
}

/** The panels above the first row have a row without a title. */
export interface RowModel {
  readonly title: string;
  readonly isCollapsed: boolean;
  readonly panels: readonly PanelModel[];
}

export interface PanelModel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  /** 24 columns; rows of about 38 px. */
  readonly grid: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly TargetModel[];
  /** The kind of data source that it asks instead of Prometheus: `loki`. */
  readonly foreignSource: string | undefined;
  readonly defaults: Json;
  readonly overrides: readonly OverrideModel[];
  readonly options: Json;
  readonly transformations: readonly { readonly id: string; readonly options: Json }[];
  readonly links: readonly LinkModel[];
  /** The shortest step: `30s`. */
  readonly interval: string;
  readonly maxDataPoints: number | undefined;
  readonly timeFrom: string;
  readonly isTransparent: boolean;
  /** Name of a variable: the panel stands once for each of its values. */
  readonly repeat: string;
}

export interface TargetModel {
  readonly refId: string;
  readonly expr: string;
  readonly legend: string;
  readonly isInstant: boolean;
  readonly format: "time_series" | "table" | "heatmap";
  readonly hasExemplars: boolean;
  readonly interval: string;
}

export interface OverrideModel {
  readonly matcher: string;
  readonly options: unknown;
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}

export interface LinkModel {
  readonly title: string;
  readonly url: string;
  /** Links to the dashboards with these tags. */
  readonly tags: readonly string[] | undefined;
}

export interface AnnotationModel {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly color: string;
  readonly expr: string;
  readonly usesValueAsTime: boolean;
  readonly title: string;
  readonly text: string;
}

export interface VariableModel {
  readonly name: string;
  readonly label: string;
  readonly kind: "query" | "custom" | "interval" | "constant" | "textbox" | "ignored";
  readonly query: string;
  readonly regex: string;
  /** 0 none, 1 and 2 alphabetical up and down, 3 and 4 numerical, 5 and 6 without case. */
  readonly sort: number;
  readonly isMulti: boolean;
  readonly includesAll: boolean;
  readonly allValue: string;
  readonly isHidden: boolean;
  readonly current: readonly string[];
}
