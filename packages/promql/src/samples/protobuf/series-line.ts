import { shortNumber } from "../../numbers.ts";

/** A series as a line of the text format begins: the same text for the same series at every scrape. */
export function seriesText(
  name: string,
  labels: readonly (readonly [name: string, value: string])[],
  extra?: readonly [name: string, value: number],
): string {
  const pairs = labels.map(([label, value]) => `${nameText(label)}=${quoted(value)}`);
  if (extra !== undefined) pairs.push(`${extra[0]}="${shortNumber(extra[1])}"`);
  if (/^[A-Za-z_:][\w:]*$/.test(name))
    return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
  return `{${[quoted(name), ...pairs].join(",")}}`;
}

function nameText(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\\n]/g, (each) => (each === "\n" ? "\\n" : `\\${each}`))}"`;
}
