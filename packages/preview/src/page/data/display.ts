import { colorOf, mixed, seriesColor } from "../format/colors.ts";
import { formatValue } from "../format/units.ts";
import { at, number, record, text, type Json } from "../json.ts";
import type { FieldConfig } from "./field-config.ts";
import { matches } from "./field-config.ts";
import type { Cell } from "./frame.ts";

/** A value as it is shown. */
export interface Shown {
  readonly text: string;
  readonly color: string;
}

/** How a value is written, and in which colour. `index` picks from the palette. */
export function display(
  value: Cell,
  config: FieldConfig,
  context: {
    readonly index?: number;
    readonly min?: number;
    readonly max?: number;
    readonly now?: number;
  } = {},
): Shown {
  const mapped = mappingOf(value, config.mappings);
  const written =
    mapped?.text ??
    (value === null
      ? config.noValue
      : typeof value === "number"
        ? formatValue(value, config.unit, {
            decimals: config.decimals,
            ...(context.now === undefined ? {} : { now: context.now }),
          })
        : value);
  return { text: written, color: mapped?.color ?? valueColor(value, config, context) };
}

/** The colour of a value, by the scheme that the dashboard chose. */
export function valueColor(
  value: Cell,
  config: FieldConfig,
  context: { readonly index?: number; readonly min?: number; readonly max?: number } = {},
): string {
  const { mode, fixedColor } = config.color;
  if (mode === "fixed" || mode === "shades") return colorOf(fixedColor || "blue");
  if (mode.startsWith("palette")) return seriesColor(context.index ?? 0);
  const amount = typeof value === "number" ? value : Number.NaN;
  const min = config.min ?? context.min ?? 0;
  const max = config.max ?? context.max ?? 100;
  if (mode.startsWith("continuous")) return continuous(mode, (amount - min) / (max - min || 1));
  return thresholdColor(amount, config, min, max);
}

export function thresholdColor(value: number, config: FieldConfig, min = 0, max = 100): string {
  const { steps, isPercentage } = config.thresholds;
  const measured = isPercentage ? ((value - min) / (max - min || 1)) * 100 : value;
  const reached = steps.findLast((step) => measured >= step.value) ?? steps[0];
  return colorOf(reached?.color ?? "green");
}

const scales: Readonly<Record<string, readonly [string, string, string]>> = {
  "continuous-GrYlRd": ["#73bf69", "#fade2a", "#f2495c"],
  "continuous-RdYlGr": ["#f2495c", "#fade2a", "#73bf69"],
  "continuous-BlYlRd": ["#5794f2", "#fade2a", "#f2495c"],
  "continuous-YlRd": ["#ffee52", "#ff9830", "#f2495c"],
  "continuous-BlPu": ["#8ab8ff", "#5794f2", "#b877d9"],
};

function continuous(mode: string, share: number): string {
  const [low, middle, high] = scales[mode] ?? ["#8ab8ff", "#5794f2", "#1f60c4"];
  const place = Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
  return place < 0.5 ? mixed(low, middle, place * 2) : mixed(middle, high, place * 2 - 1);
}

interface Mapped {
  readonly text: string | undefined;
  readonly color: string | undefined;
}

/** The first mapping that knows the value. */
function mappingOf(value: Cell, mappings: readonly Json[]): Mapped | undefined {
  for (const mapping of mappings) {
    const options = record(mapping["options"]);
    const result = resultOf(value, text(mapping["type"]), options);
    if (result === undefined) continue;
    const color = text(result["color"]);
    return {
      text: text(result["text"]) === "" ? undefined : text(result["text"]),
      color: color === "" ? undefined : colorOf(color),
    };
  }
  return undefined;
}

function resultOf(value: Cell, type: string, options: Json): Json | undefined {
  switch (type) {
    case "value": {
      const found = options[value === null ? "null" : String(value)];
      return found === undefined ? undefined : record(found);
    }
    case "range": {
      const from = number(options["from"]) ?? Number.NEGATIVE_INFINITY;
      const to = number(options["to"]) ?? Number.POSITIVE_INFINITY;
      return typeof value === "number" && value >= from && value <= to
        ? record(options["result"])
        : undefined;
    }
    case "regex":
      return value !== null && matches(text(options["pattern"]), String(value))
        ? record(options["result"])
        : undefined;
    case "special": {
      const isNothing = value === null || (typeof value === "number" && Number.isNaN(value));
      const asked = text(at(options, "match"));
      const isMatch =
        (asked === "empty" && value === "") ||
        (["null", "null+nan"].includes(asked) && value === null) ||
        (["nan", "null+nan"].includes(asked) && isNothing && value !== null);
      return isMatch ? record(options["result"]) : undefined;
    }
    default:
      return undefined;
  }
}
