import type { Labels, Matcher } from "./types.ts";

/** The test that a selector's matchers make: does a series with these labels belong to it? */
export function createMatcher(matchers: readonly Matcher[]): (labels: Labels) => boolean {
  const tests = matchers.map(({ name, type, value }) => {
    const isMatch = matchValue(type, value);
    return (labels: Labels): boolean => isMatch(labels[name] ?? "");
  });
  return (labels) => tests.every((test) => test(labels));
}

function matchValue(type: Matcher["type"], value: string): (text: string) => boolean {
  switch (type) {
    case "=":
      return (text) => text === value;
    case "!=":
      return (text) => text !== value;
    case "=~":
    case "!~": {
      const expression = new RegExp(`^(?:${value})$`, "s");
      return type === "=~" ? (text) => expression.test(text) : (text) => !expression.test(text);
    }
  }
}
