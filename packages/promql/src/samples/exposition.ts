import type { Labels } from "../index.ts";
import { closingBrace, readLabels, seriesEnd } from "./series-text.ts";

/** What a scrape says about one metric family. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
}

export interface ParsedExemplar {
  readonly labels: Labels;
  readonly value: number;
  /** Unix milliseconds; `undefined` when the exposition gives none. */
  readonly time: number | undefined;
}

export interface ExpositionVisitor {
  /** `series` is the text of the line up to its value: the same series is written the same way at every scrape. */
  sample(series: string, value: number, exemplar: ParsedExemplar | undefined): void;
  family?(family: Family): void;
}

/** A text that is not an exposition; says where. */
export class ExpositionError extends Error {
  override readonly name = "ExpositionError";

  constructor(line: number, message: string) {
    super(`Line ${line} of the metrics: ${message}.`);
  }
}

/** A label that is longer than all that a page can show is a mistake, and slow to read. */
const longestLine = 65_536;

/** Whether a Content-Type names OpenMetrics. */
export function isOpenMetrics(contentType: string): boolean {
  return /^\s*application\/openmetrics-text\b/i.test(contentType);
}

/**
 * Reads text format 0.0.4 and OpenMetrics 1.0. Timestamps of samples are passed over, as with `honor_timestamps: false`.
 * @throws ExpositionError
 */
export function parseExposition(
  text: string,
  openMetrics: boolean,
  visitor: ExpositionVisitor,
): void {
  const families = new Map<string, { type: string; help: string }>();
  let [line, start, hasEnded] = [0, 0, false];
  while (start < text.length) {
    const end = text.indexOf("\n", start);
    const content = text.slice(start, end === -1 ? text.length : end).trim();
    start = end === -1 ? text.length : end + 1;
    line += 1;
    if (content === "") continue;
    if (content.length > longestLine)
      throw new ExpositionError(
        line,
        `it has ${content.length} characters, and at most ${longestLine} are read`,
      );
    if (hasEnded) throw new ExpositionError(line, "there is more after # EOF");
    try {
      if (content.startsWith("#")) {
        if (content === "# EOF") hasEnded = openMetrics;
        else readComment(content, families);
      } else readSample(content, openMetrics, visitor);
    } catch (error) {
      throw new ExpositionError(line, error instanceof Error ? error.message : String(error));
    }
  }
  // Without it, half of an answer would pass for a whole one.
  if (openMetrics && !hasEnded) throw new ExpositionError(line, "it ends without # EOF");
  for (const [name, { type, help }] of families) visitor.family?.({ name, type, help });
}

function readComment(content: string, families: Map<string, { type: string; help: string }>): void {
  const match = /^#\s+(HELP|TYPE)\s+(?:"((?:[^"\\]|\\.)*)"|(\S+))\s*(.*)$/s.exec(content);
  const [, kind, quoted, plain, rest = ""] = match ?? [];
  const name = quoted ?? plain;
  if (name === undefined) return;
  const family = families.get(name) ?? { type: "unknown", help: "" };
  families.set(name, family);
  if (kind === "TYPE") family.type = rest.trim();
  else
    family.help = rest.replaceAll(/\\(n|\\|")/g, (_, each: string) => (each === "n" ? "\n" : each));
}

function readSample(content: string, openMetrics: boolean, visitor: ExpositionVisitor): void {
  const end = seriesEnd(content);
  const series = content.slice(0, end);
  const hash = openMetrics ? content.indexOf("#", end) : -1;
  const numbers = content.slice(end, hash === -1 ? content.length : hash).trim();
  const space = numbers.search(/\s/);
  const value = parseValue(space === -1 ? numbers : numbers.slice(0, space));
  if (space !== -1) parseValue(numbers.slice(space).trim());
  visitor.sample(series, value, hash === -1 ? undefined : parseExemplar(content.slice(hash + 1)));
}

function parseExemplar(text: string): ParsedExemplar {
  const open = text.indexOf("{");
  if (open === -1) throw new Error("an exemplar has no labels");
  const close = closingBrace(text, open);
  // A label may be called `__proto__`.
  const labels = Object.create(null) as Record<string, string>;
  readLabels(text.slice(open + 1, close), labels);
  const [value = "", time] = text
    .slice(close + 1)
    .trim()
    .split(/\s+/);
  return {
    labels,
    value: parseValue(value),
    time: time === undefined ? undefined : parseValue(time) * 1000,
  };
}

/** A number as Go writes it. */
export function parseValue(text: string): number {
  if (/^[+-]?(?:\d|\.\d)/.test(text)) {
    const value = Number(text);
    if (!Number.isNaN(value)) return value;
  }
  switch (text.toLowerCase()) {
    case "nan":
      return Number.NaN;
    case "+inf":
    case "inf":
    case "+infinity":
    case "infinity":
      return Number.POSITIVE_INFINITY;
    case "-inf":
    case "-infinity":
      return Number.NEGATIVE_INFINITY;
    default:
      throw new Error(text === "" ? "a sample has no value" : `"${text}" is no number`);
  }
}
