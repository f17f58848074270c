import type { Threshold, ValuePanel, Color, Link } from "../panels/types.ts";
import type { Expression } from "../promql/expression.ts";
import type { PanelUnit } from "../promql/units.ts";
import type { DataSourceReference, FieldDefaults, GrafanaLink } from "./json.ts";

/** The data source that the reader picks; a fixed uid would break on every other Grafana. */
export const dataSource: DataSourceReference = { type: "prometheus", uid: "${datasource}" };

/** What all panels that draw numbers have in common. */
export function fieldDefaults(
  panel: ValuePanel,
  expressions: readonly Expression[],
  colorMode: "palette-classic" | "thresholds",
): FieldDefaults {
  return defined({
    unit: unitOf(panel.unit, expressions, panel.decimals),
    decimals: panel.decimals,
    min: panel.min,
    max: panel.max,
    noValue: panel.noValue,
    color: { mode: colorMode },
    thresholds: thresholdsOf(panel.thresholds, panel.baseColor),
  });
}

export function unitOf(
  unit: PanelUnit | undefined,
  expressions: readonly Expression[],
  decimals?: number,
): string | undefined {
  const id = unit ?? expressions[0]?.unit;
  // In `short`, 1234 without decimals is "1 K".
  if (id === "short" && decimals === 0) return "locale";
  return id?.replace(/^suffix:(?=\S)/, "suffix: ");
}

export function thresholdsOf(
  thresholds: readonly Threshold[] = [],
  baseColor: Color = thresholds.length === 0 ? "blue" : "green",
): NonNullable<FieldDefaults["thresholds"]> {
  const steps = thresholds.map(({ from, color }) => ({ color, value: from }));
  return { mode: "absolute", steps: [{ color: baseColor, value: null }, ...steps] };
}

export function linkOf(link: Link): GrafanaLink {
  return {
    title: link.title,
    type: "link",
    url: link.url,
    tags: [],
    icon: "external link",
    tooltip: "",
    asDropdown: false,
    includeVars: false,
    keepTime: false,
    targetBlank: true,
  };
}

/** Without the keys that are undefined: in JSON they would vanish anyway, but not in a comparison. */
export function defined<T extends object>(value: {
  readonly [K in keyof T]: T[K] | undefined;
}): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
