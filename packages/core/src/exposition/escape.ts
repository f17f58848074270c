import type { ExpositionFormat } from "./formats.ts";

const replacements: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", '"': '\\"' };
const replace = (character: string): string => replacements[character] ?? character;

/** The text between the quotes of a label. */
export function escapeLabelValue(text: string): string {
  return /[\\\n"]/.test(text) ? text.replaceAll(/[\\\n"]/g, replace) : text;
}

/** The text after `# HELP name`. A carriage return ends no line for Prometheus, but breaks naive readers. */
export function escapeHelp(text: string, format: ExpositionFormat): string {
  const oneLine = text.replaceAll("\r", "");
  return format === "openmetrics"
    ? escapeLabelValue(oneLine)
    : oneLine.replaceAll(/[\\\n]/g, replace);
}
