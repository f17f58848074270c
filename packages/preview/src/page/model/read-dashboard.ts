import { at, list, number, record, text, texts, type Json } from "../json.ts";
import { isOldPanel, migratePanel } from "./migrate-panel.ts";
import { readLink } from "./read-link.ts";
import { readPanel } from "./read-panel.ts";
import type { AnnotationModel, DashboardModel, PanelModel, RowModel } from "./types.ts";
import { readVariable } from "./variables.ts";

/** Reads any classic dashboard; also one that is wrapped as the API and exports wrap it. */
export function readDashboard(given: unknown): DashboardModel {
  const outer = record(given);
  const wrapped = record(outer["dashboard"] ?? outer["spec"]);
  const json = wrapped["panels"] === undefined && wrapped["rows"] === undefined ? outer : wrapped;
  if (!Array.isArray(json["panels"]) && !Array.isArray(json["rows"]))
    throw new Error(
      "This is no classic Grafana dashboard: it has neither `panels` nor `rows`. In Grafana 13, export it as “Classic”.",
    );
  return {
    uid: text(json["uid"]),
    title: text(json["title"], "Untitled"),
    description: text(json["description"]),
    tags: texts(json["tags"]),
    from: text(at(json, "time", "from"), "now-1h"),
    to: text(at(json, "time", "to"), "now"),
    sharesCrosshair: (number(json["graphTooltip"]) ?? 0) > 0 || json["sharedCrosshair"] === true,
    variables: list(at(json, "templating", "list")).map(readVariable),
    annotations: list(at(json, "annotations", "list")).flatMap(readAnnotation),
    links: list(json["links"]).map(readLink),
    rows:
      Array.isArray(json["rows"]) && list(json["panels"]).length === 0
        ? list(json["rows"]).map((row) => readOldRow(record(row)))
        : readRows(list(json["panels"]).map(record)),
  };
}

function readRows(panels: readonly Json[]): readonly RowModel[] {
  const rows: { title: string; isCollapsed: boolean; panels: PanelModel[] }[] = [];
  for (const panel of panels.toSorted((a, b) => topOf(a) - topOf(b) || leftOf(a) - leftOf(b))) {
    if (panel["type"] === "row") {
      rows.push({
        title: text(panel["title"]),
        isCollapsed: panel["collapsed"] === true,
        panels: list(panel["panels"]).map((each) => panelOf(record(each))),
      });
      continue;
    }
    if (rows.length === 0) rows.push({ title: "", isCollapsed: false, panels: [] });
    rows.at(-1)?.panels.push(panelOf(panel));
  }
  return rows;
}

/** Before Grafana 5 a dashboard was rows of panels, each so many twelfths wide. */
function readOldRow(row: Json): RowModel {
  const height = Math.max(
    3,
    Math.ceil((number(text(row["height"], "250").replace("px", "")) ?? 250) / 38),
  );
  let [x, y] = [0, 0];
  const panels = list(row["panels"]).map((given): PanelModel => {
    const panel = record(given);
    const w = Math.min(24, Math.max(1, (number(panel["span"]) ?? 4) * 2));
    if (x + w > 24) [x, y] = [0, y + height];
    const grid = { x, y, w, h: height };
    x += w;
    return panelOf({ ...panel, gridPos: grid });
  });
  return {
    title: row["showTitle"] === false ? "" : text(row["title"]),
    isCollapsed: row["collapse"] === true,
    panels,
  };
}

function panelOf(panel: Json): PanelModel {
  return readPanel(isOldPanel(panel) ? migratePanel(panel) : panel);
}

function readAnnotation(given: unknown): readonly AnnotationModel[] {
  const annotation = record(given);
  const expr = text(annotation["expr"]) || text(at(annotation, "target", "expr"));
  if (expr === "") return [];
  return [
    {
      name: text(annotation["name"]),
      isEnabled: annotation["enable"] !== false,
      color: text(annotation["iconColor"], "blue"),
      expr,
      usesValueAsTime:
        annotation["useValueForTime"] === true || annotation["useValueForTime"] === "on",
      title: text(annotation["titleFormat"]),
      text: text(annotation["textFormat"]),
    },
  ];
}

function topOf(panel: Json): number {
  return number(at(panel, "gridPos", "y")) ?? 0;
}

function leftOf(panel: Json): number {
  return number(at(panel, "gridPos", "x")) ?? 0;
}
