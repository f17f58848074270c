import { escapeLabelValue } from "../exposition/escape.ts";
import type { ExpositionFormat } from "../exposition/formats.ts";
import { canonicalNumber, formatNumber } from "../exposition/numbers.ts";
import {
  sampleSuffixes,
  type ForeignExemplar,
  type ForeignFamily,
  type ForeignValue,
} from "./foreign-registry.ts";

const labelName = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;
/** OpenMetrics 1.0: at most this many code points in an exemplar's names and values. */
const longestExemplar = 128;

/** One line, or undefined when Prometheus would refuse it. Never throws. */
export function formatSample(
  family: ForeignFamily,
  sample: ForeignValue,
  type: string,
  format: ExpositionFormat,
): string | undefined {
  try {
    const name = sampleName(family, sample.metricName);
    const labels = formatLabels(sample.labels ?? {}, format);
    if (name === undefined || labels === undefined || typeof sample.value !== "number")
      return undefined;
    if (
      name.endsWith("_bucket") &&
      family.type === "histogram" &&
      sample.labels?.["le"] === undefined
    )
      return undefined;
    const isExemplary = type === "counter" || (type === "histogram" && name.endsWith("_bucket"));
    const exemplar =
      format === "openmetrics" && isExemplary && sample.exemplar
        ? formatExemplar(sample.exemplar)
        : "";
    return `${name}${labels === "" ? "" : `{${labels}}`} ${formatNumber(sample.value)}${exemplar}\n`;
  } catch {
    // A getter or a toString of the foreign object threw.
    return undefined;
  }
}

function sampleName(family: ForeignFamily, reported: unknown): string | undefined {
  const { name, reportedName, type } = family;
  if (reported === undefined) return sampleSuffixes[type].includes("") ? name : undefined;
  const suffix = sampleSuffixes[type].find((candidate) => reported === reportedName + candidate);
  return suffix === undefined ? undefined : name + suffix;
}

function formatLabels(
  labels: Readonly<Record<string, unknown>>,
  format: ExpositionFormat,
): string | undefined {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(labels)) {
    if (value === undefined || value === null || value === "") continue;
    if (!labelName.test(name)) return undefined;
    const isNumber = format === "openmetrics" && (name === "le" || name === "quantile");
    const text = isNumber ? canonicalText(value) : textOf(value);
    parts.push(`${name}="${escapeLabelValue(text)}"`);
  }
  return parts.join(",");
}

/** The foreign libraries accept anything as a label's value and write it like this. */
function textOf(value: unknown): string {
  return String(value);
}

function canonicalText(value: unknown): string {
  const text = textOf(value);
  if (text === "+Inf") return text;
  const number = Number(text);
  return Number.isNaN(number) ? text : canonicalNumber(number);
}

function formatExemplar({ labelSet, value, timestamp }: ForeignExemplar): string {
  const labels = Object.entries(labelSet ?? {}).map(
    ([name, text]) => [name, String(text)] as const,
  );
  const length = labels.reduce((sum, [name, text]) => sum + Array.from(name + text).length, 0);
  if (labels.length === 0 || length > longestExemplar || typeof value !== "number") return "";
  if (!labels.every(([name]) => labelName.test(name))) return "";
  const time = typeof timestamp === "number" && Number.isFinite(timestamp) ? ` ${timestamp}` : "";
  const set = labels.map(([name, text]) => `${name}="${escapeLabelValue(text)}"`).join(",");
  return ` # {${set}} ${formatNumber(value)}${time}`;
}
