import type { Labels } from "../index.ts";

// What is cut out of a scrape's text keeps all of that text in memory. What stays for longer is written anew.

/** The same text, on its own. */
export function ownText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

/** The same for the same labels, and for no others. */
export function entriesText(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Labels again, of what {@link entriesText} wrote. */
export function labelsFrom(entries: string): Labels {
  return Object.fromEntries(JSON.parse(entries) as [string, string][]);
}
