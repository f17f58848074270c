import type { Labels } from "../index.ts";
import { shortNumber } from "../numbers.ts";

const escapes: Readonly<Record<string, string>> = { n: "\n", '"': '"', "\\": "\\" };

/** Where the series of a sample line ends: after its name, or after the brace that closes its labels. */
export function seriesEnd(line: string): number {
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charCodeAt(index);
    if (character === 32 || character === 9) {
      // A space may stand between the name and its labels.
      let next = index;
      while (line.charCodeAt(next) === 32 || line.charCodeAt(next) === 9) next += 1;
      if (line.charCodeAt(next) !== 123) return index;
      return closingBrace(line, next) + 1;
    }
    if (character === 123) return closingBrace(line, index) + 1;
  }
  return line.length;
}

/** The index of the `}` that belongs to the `{` at `open`; quoted text is passed over. */
export function closingBrace(line: string, open: number): number {
  let isQuoted = false;
  for (let index = open + 1; index < line.length; index += 1) {
    const character = line.charCodeAt(index);
    if (isQuoted) {
      if (character === 92) index += 1;
      else if (character === 34) isQuoted = false;
    } else if (character === 34) isQuoted = true;
    else if (character === 125) return index;
  }
  throw new Error("the labels have no closing brace");
}

/** Reads `name{a="b"}`, and `{"name in quotes",a="b"}`. @throws Error with what is wrong. */
export function parseSeries(text: string): Labels {
  const open = text.indexOf("{");
  // A label may be called `__proto__`.
  const labels = Object.create(null) as Record<string, string>;
  const name = (open === -1 ? text : text.slice(0, open)).trim();
  if (name !== "") labels["__name__"] = name;
  if (open !== -1) readLabels(text.slice(open + 1, text.lastIndexOf("}")), labels);
  if (labels["__name__"] === undefined) throw new Error("a sample has no name");
  if (!/^[^\d\s{}"][^\s{}"]*$/.test(name) && name !== "")
    throw new Error(`"${name}" is no metric name`);
  return normalised(labels);
}

/** Reads `a="b",c="d"` into `labels`. */
export function readLabels(text: string, labels: Record<string, string>): void {
  const token = /\s*(?:([^\s=,"{}]+)|"((?:[^"\\]|\\.)*)")\s*(=\s*"((?:[^"\\]|\\.)*)")?\s*(,|$)/gy;
  let end = 0;
  while (end < text.length) {
    if (text.slice(end).trim() === "") return;
    token.lastIndex = end;
    const match = token.exec(text);
    if (match === null)
      throw new Error(`the labels make no sense from "${text.slice(end, end + 20)}"`);
    const [all, plain, quoted = "", assigned, value = ""] = match;
    const key = plain ?? unescape(quoted);
    if (assigned === undefined) {
      if (plain !== undefined) throw new Error(`the label "${key}" has no value`);
      labels["__name__"] = key;
    } else {
      if (Object.hasOwn(labels, key)) throw new Error(`the label "${key}" stands twice`);
      labels[key] = unescape(value);
    }
    end += all.length;
  }
}

function unescape(text: string): string {
  return text.includes("\\")
    ? text.replaceAll(/\\(.)/gs, (all, character: string) => escapes[character] ?? all)
    : text;
}

/** Prometheus 3 stores `le="1"` as `1.0`, whatever the format; an empty label is none. */
function normalised(labels: Record<string, string>): Labels {
  for (const key of ["le", "quantile"]) {
    const value = Number(labels[key] ?? "x");
    if (Number.isFinite(value)) labels[key] = floatText(value);
  }
  for (const key of Object.keys(labels)) if (labels[key] === "") delete labels[key];
  return labels;
}

/** As Go writes the shortest float, and always recognisable as one. */
function floatText(value: number): string {
  const text = shortNumber(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
