import type { MetricDefinition, Unit } from "@promenade/core";

/** Grafana unit ids that panels may use. Source: the unit list of grafana/dashboard-linter. */
export const panelUnits = [
  "none",
  "short",
  "locale",
  "percent",
  "percentunit",
  "s",
  "ms",
  "dtdurations",
  "dateTimeAsIso",
  "dateTimeFromNow",
  "bytes",
  "decbytes",
  "Bps",
  "ops",
  "reqps",
  "rps",
  "wps",
  "iops",
  "cps",
  "celsius",
  "lengthm",
  "volt",
  "amp",
  "joule",
  "massg",
  "bool_yes_no",
  "bool_on_off",
  "string",
] as const;

/** A Grafana unit id, or free text around the number: `suffix: jobs`. */
export type PanelUnit = (typeof panelUnits)[number] | `suffix:${string}` | `prefix:${string}`;

const amounts: Readonly<Record<Unit, PanelUnit>> = {
  seconds: "s",
  bytes: "bytes",
  ratio: "percentunit",
  celsius: "celsius",
  meters: "lengthm",
  volts: "volt",
  amperes: "amp",
  joules: "joule",
  grams: "massg",
};

const rates: Partial<Record<Unit, PanelUnit>> = { seconds: "percentunit", bytes: "Bps" };

/** The unit of a metric's own value; a plain count is `short`. */
export function amountUnit(metric: MetricDefinition): PanelUnit {
  return metric.unit === undefined ? "short" : amounts[metric.unit];
}

/** The unit of a counter's change per second: seconds per second are a share, events are `ops`. */
export function rateUnit(metric: MetricDefinition): PanelUnit {
  if (metric.type === "histogram" || metric.unit === undefined) return "ops";
  return rates[metric.unit] ?? "short";
}
