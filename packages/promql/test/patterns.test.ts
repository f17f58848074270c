import { expect, it } from "vitest";
import { createMatcher } from "../src/index.ts";

function matches(pattern: string, text: string, semantics: "2" | "3" = "3"): boolean {
  const matchers = [{ name: "x", type: "=~", value: pattern }] as const;
  return createMatcher(matchers, semantics)({ x: text });
}

it.each([
  ["a|b", "a", true],
  ["a|b", "ab", false],
  ["a", "xax", false],
  ["", "", true],
  ["(?i)ab", "AB", true],
  ["(?P<name>a+)", "aa", true],
  ["[[:alpha:]_-]+", "ab-_", true],
  ["[[:alpha:]]", "1", false],
  [String.raw`\d`, "1", true],
  // Classes are of ASCII only.
  [String.raw`\d`, "١", false],
  [String.raw`\w`, "ä", false],
  [String.raw`\pL+`, "äb", true],
  [String.raw`[^\d]`, "1", false],
  [String.raw`\Qa.b\E+`, "a.bb", true],
  [String.raw`\Qa.b\E`, "axb", false],
  [String.raw`\x41\101\x{42}`, "AAB", true],
  [String.raw`a\-b\/c\.d`, "a-b/c.d", true],
  // Braces and brackets without a partner are themselves.
  ["a{x}", "a{x}", true],
  ["[]a]", "]", true],
  [String.raw`[\w-]`, "-", true],
  ["(?s:.)", "\n", true],
  [".+", "😀", true],
  [".", "😀", true],
])("matches %s against %s: %s", (pattern, text, isMatch) => {
  expect(matches(pattern, text)).toBe(isMatch);
});

it("lets a dot be a line's end in Prometheus 3 only", () => {
  expect(matches("a.b", "a\nb", "3")).toBe(true);
  expect(matches("a.b", "a\nb", "2")).toBe(false);
  expect(matches(".*", "a\nb", "2")).toBe(false);
});

it.each([
  "(?=a)",
  "(?!a)",
  "(?<=a)",
  "(?<!a)",
  String.raw`(a)\1`,
  String.raw`\k<a>`,
  "a{1001}",
  "(a",
  "a)",
  "[a",
  "*",
  String.raw`\i`,
])("refuses %s, which only JavaScript has, or nobody", (pattern) => {
  expect(() => matches(pattern, "a")).toThrow(/./);
});

it("treats a label that is not there as empty", () => {
  const isMatch = createMatcher([
    { name: "toString", type: "=", value: "" },
    { name: "x", type: "!=", value: "1" },
    { name: "y", type: "!~", value: "a.*" },
  ]);
  expect(isMatch({})).toBe(true);
  expect(isMatch({ y: "abc" })).toBe(false);
});
