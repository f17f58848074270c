import { at, list, number, record, text, type Json } from "../json.ts";
import type { OverrideModel, PanelModel } from "../model/types.ts";
import type { Field } from "./frame.ts";

export interface ThresholdStep {
  readonly color: string;
  readonly value: number;
}

/** What the dashboard says about a field, its overrides applied. */
export interface FieldConfig {
  readonly unit: string;
  readonly decimals: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly noValue: string;
  readonly displayName: string;
  readonly color: { readonly mode: string; readonly fixedColor: string };
  readonly thresholds: { readonly isPercentage: boolean; readonly steps: readonly ThresholdStep[] };
  readonly mappings: readonly Json[];
  readonly links: readonly { readonly title: string; readonly url: string }[];
  readonly custom: Json;
}

/** The configuration of one field: the panel's defaults, then each override that names it, in their order. */
export function configOf(panel: PanelModel, field: Field, title: string): FieldConfig {
  const custom: Record<string, unknown> = { ...record(panel.defaults["custom"]) };
  const plain: Record<string, unknown> = { ...panel.defaults };
  for (const override of panel.overrides) {
    if (!names(override, field, title)) continue;
    for (const { id, value } of override.properties) {
      if (id.startsWith("custom.")) custom[id.slice(7)] = value;
      else plain[id] = value;
    }
  }
  return {
    unit: text(plain["unit"]),
    decimals: number(plain["decimals"]),
    min: number(plain["min"]),
    max: number(plain["max"]),
    noValue: text(plain["noValue"]),
    displayName: text(plain["displayName"]),
    color: {
      mode: text(at(plain, "color", "mode"), "thresholds"),
      fixedColor: text(at(plain, "color", "fixedColor")),
    },
    thresholds: {
      isPercentage: at(plain, "thresholds", "mode") === "percentage",
      steps: list(at(plain, "thresholds", "steps"))
        .map((step) => ({
          color: text(record(step)["color"], "green"),
          value: number(record(step)["value"]) ?? Number.NEGATIVE_INFINITY,
        }))
        .toSorted((a, b) => a.value - b.value),
    },
    mappings: list(plain["mappings"]).map(record),
    links: list(plain["links"]).map((link) => ({
      title: text(record(link)["title"]),
      url: text(record(link)["url"]),
    })),
    custom,
  };
}

function names({ matcher, options }: OverrideModel, field: Field, title: string): boolean {
  switch (matcher) {
    case "byName":
      return options === title || options === field.name;
    case "byNames":
      return list(at({ options }, "options", "names")).includes(title);
    case "byRegexp":
      return matches(text(options), title);
    case "byFrameRefID":
      return options === field.refId;
    case "byType":
      return options === field.kind;
    default:
      return false;
  }
}

export function matches(pattern: string, value: string): boolean {
  const [, inside = pattern, flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(pattern) ?? [];
  try {
    return new RegExp(inside, flags.replaceAll(/[gy]/g, "")).test(value);
  } catch {
    return false;
  }
}
