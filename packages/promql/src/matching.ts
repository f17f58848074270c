import { compilePattern } from "./regular-expression.ts";
import type { Labels, Matcher } from "./types.ts";

const made = { "2": new WeakMap<object, MatchLabels>(), "3": new WeakMap<object, MatchLabels>() };

type MatchLabels = (labels: Labels) => boolean;

/**
 * The test that a selector's matchers make: does a series with these labels belong to it? The engine asks with the same
 * array for each query of an expression, and gets the same test, with what it remembers.
 * @throws Error when a regular expression is none
 */
export function createMatcher(
  matchers: readonly Matcher[],
  semantics: "3" | "2" = "3",
): MatchLabels {
  let test = made[semantics].get(matchers);
  if (test === undefined) {
    test = testOf(matchers, semantics === "2");
    made[semantics].set(matchers, test);
  }
  return test;
}

function testOf(matchers: readonly Matcher[], isVersion2: boolean): MatchLabels {
  const tests = matchers.map((matcher) => ({
    name: matcher.name,
    isMatch: matchValue(matcher, isVersion2),
  }));
  return (labels) =>
    tests.every(({ name, isMatch }) =>
      isMatch(Object.hasOwn(labels, name) ? (labels[name] as string) : ""),
    );
}

export function isRegularExpression({ type }: Matcher): boolean {
  return type === "=~" || type === "!~";
}

/** The test of one value. In Prometheus 3, a dot is any character; before, not a line's end. */
export function matchValue(
  { type, value }: Matcher,
  isVersion2 = false,
): (text: string) => boolean {
  switch (type) {
    case "=":
      return (text) => text === value;
    case "!=":
      return (text) => text !== value;
    case "=~":
      return matchPattern(value, isVersion2);
    case "!~": {
      const isMatch = matchPattern(value, isVersion2);
      return (text) => !isMatch(text);
    }
  }
}

function matchPattern(pattern: string, isVersion2: boolean): (text: string) => boolean {
  // What dashboards write, without a regular expression at all.
  if (/^[\w :@/-]*(?:\|[\w :@/-]*)*$/.test(pattern)) {
    const texts = new Set(pattern.split("|"));
    return (text) => texts.has(text);
  }
  if (!isVersion2 && pattern === ".*") return () => true;
  if (!isVersion2 && pattern === ".+") return (text) => text !== "";
  const expression = compilePattern(pattern, !isVersion2);
  // The same few values come again with every series.
  const answers = new Map<string, boolean>();
  return (text) => {
    let answer = answers.get(text);
    if (answer === undefined) {
      answer = expression.test(text);
      if (answers.size < 10_000) answers.set(text, answer);
    }
    return answer;
  };
}
