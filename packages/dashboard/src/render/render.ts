import { selfMetrics } from "@promenade/core";
import type { DashboardDefinition } from "../dashboard.ts";
import { flow } from "../layout.ts";
import type { Panel, Row } from "../panels/types.ts";
import { barGaugeBody, heatmapBody, statBody, timeseriesBody, type PanelBody } from "./charts.ts";
import { linkOf } from "./fields.ts";
import { keepEnabled, keepVariables, type IsEnabled } from "./filter.ts";
import { panelIds, sha256 } from "./identity.ts";
import type { GrafanaDashboard, GrafanaPanel, GrafanaRow } from "./json.ts";
import { tableBody } from "./table.ts";
import { annotationsOf, linksOf, variablesOf } from "./templating.ts";

/** What `render()` leaves out, and the version that it writes. */
export interface RenderOptions {
  /** Whether the app records a metric. What needs one that is off is left out. Default: all are on. */
  readonly enabled?: IsEnabled;
  /** Version of the package that the dashboard comes from. */
  readonly version?: string;
}

const sizes: Readonly<Record<Panel["kind"], { readonly width: number; readonly height: number }>> =
  {
    timeseries: { width: 8, height: 8 },
    stat: { width: 4, height: 4 },
    barGauge: { width: 8, height: 8 },
    heatmap: { width: 12, height: 8 },
    table: { width: 24, height: 9 },
    text: { width: 24, height: 3 },
  };

/** Makes Grafana's classic JSON. The same definition and options always give the same JSON. */
export function render(
  dashboard: DashboardDefinition,
  options: RenderOptions = {},
): GrafanaDashboard {
  const isEnabled = options.enabled ?? (() => true);
  const anchor = isEnabled(dashboard.anchor) ? dashboard.anchor : selfMetrics.started;
  const rows = keepEnabled(dashboard.rows, isEnabled);
  const kept = { ...dashboard, ...keepVariables(dashboard.variables, rows, isEnabled) };
  const json = (description: string, version: string): GrafanaDashboard => ({
    uid: dashboard.uid,
    title: dashboard.title,
    description,
    tags: [...dashboard.tags],
    schemaVersion: 41,
    editable: false,
    graphTooltip: 1,
    refresh: "30s",
    time: { from: "now-1h", to: "now" },
    timezone: "browser",
    links: linksOf(dashboard),
    annotations: { list: annotationsOf() },
    templating: { list: variablesOf(kept, anchor, version) },
    panels: placeRows(kept.rows),
  });
  // Of the content alone: a new package version with the same dashboard is not a new dashboard.
  const hash = sha256(JSON.stringify(json(dashboard.description, ""))).slice(0, 12);
  const version = [options.version, `sha256:${hash}`]
    .filter((part) => part !== undefined)
    .join(" ");
  return json(
    `${dashboard.description}\n\nManaged by Promenade: ${dashboard.uid} ${version}`,
    version,
  );
}

function placeRows(rows: readonly Row[]): (GrafanaPanel | GrafanaRow)[] {
  const idOf = panelIds();
  const placed: (GrafanaPanel | GrafanaRow)[] = [];
  let y = 0;
  for (const row of rows) {
    const { positions, bottom } = flow(row.panels.map(sizeOf), y + 1);
    const panels = row.panels.map((panel, index) => ({
      id: idOf(`${row.title}/${panel.title}`),
      ...panelJson(panel, positions[index] ?? { x: 0, y, w: 24, h: 8 }),
    }));
    placed.push({
      id: idOf(row.title),
      type: "row",
      title: row.title,
      collapsed: row.collapsed,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: row.collapsed ? panels : [],
    });
    if (!row.collapsed) placed.push(...panels);
    y = row.collapsed ? y + 1 : bottom;
  }
  return placed;
}

function sizeOf(panel: Panel): { readonly width: number; readonly height: number } {
  const size = sizes[panel.kind];
  return { width: panel.width ?? size.width, height: panel.height ?? size.height };
}

function panelJson(panel: Panel, gridPos: GrafanaPanel["gridPos"]): Omit<GrafanaPanel, "id"> {
  const { type, ...body } = bodyOf(panel);
  return {
    type,
    title: panel.title,
    description: panel.description ?? "",
    pluginVersion: "11.0.0",
    gridPos,
    links: panel.kind === "text" ? [] : (panel.links ?? []).map(linkOf),
    ...body,
  };
}

function bodyOf(panel: Panel): PanelBody {
  switch (panel.kind) {
    case "timeseries":
      return timeseriesBody(panel);
    case "stat":
      return statBody(panel);
    case "barGauge":
      return barGaugeBody(panel);
    case "heatmap":
      return heatmapBody(panel);
    case "table":
      return tableBody(panel);
    case "text":
      return {
        type: "text",
        fieldConfig: { defaults: {}, overrides: [] },
        options: { mode: "markdown", content: panel.markdown },
        targets: [],
      };
  }
}
