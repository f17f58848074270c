import { expect } from "vitest";

/** A page with other content between its markers `<!-- name: … -->` and `<!-- /name -->`. */
export function between(text: string, marker: string, content: string): string {
  const pattern = new RegExp(`(<!-- ${marker}: [^>]*-->)[^]*(<!-- /${marker} -->)`);
  expect(text).toMatch(pattern);
  return text.replace(
    pattern,
    (_, start: string, end: string) => `${start}\n\n${content}\n\n${end}`,
  );
}
