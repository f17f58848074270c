import { PromenadeError } from "./errors.ts";

/** Says what was expected when a value is wrong; undefined when it is right. */
export type Check = (value: unknown) => string | undefined;

/** One check per option; a name that is not listed is a misspelling. */
export type Checks<O> = { readonly [K in keyof Required<O>]: Check };

/** Ready-made checks for plugin options. */
export const check = {
  boolean: ((value) => (typeof value === "boolean" ? undefined : "true or false")) as Check,
  string: ((value) =>
    typeof value === "string" && value !== "" ? undefined : "a non-empty string") as Check,
  text: ((value) => (typeof value === "string" ? undefined : "a string")) as Check,
  list: ((value) => (Array.isArray(value) ? undefined : "a list")) as Check,
  function: ((value) => (typeof value === "function" ? undefined : "a function")) as Check,
  object: ((value) =>
    typeof value === "object" && value !== null ? undefined : "an object") as Check,
  strings: ((value) =>
    Array.isArray(value) && value.every((item) => typeof item === "string")
      ? undefined
      : "a list of strings") as Check,
  integer:
    (least: number, most: number = Number.MAX_SAFE_INTEGER): Check =>
    (value) =>
      Number.isInteger(value) && (value as number) >= least && (value as number) <= most
        ? undefined
        : `a whole number from ${least} to ${most}`,
  oneOf:
    (...values: readonly unknown[]): Check =>
    (value) =>
      values.includes(value)
        ? undefined
        : `${values.length > 1 ? "one of " : ""}${values.map((item) => JSON.stringify(item)).join(", ")}`,
  any:
    (...checks: readonly Check[]): Check =>
    (value) => {
      const expected = checks.map((one) => one(value));
      return expected.includes(undefined) ? undefined : expected.join(", or ");
    },
} as const;

/**
 * Proves a user's options.
 * @throws PromenadeError `PROMENADE_OPTION_UNKNOWN`, `PROMENADE_OPTION_INVALID`
 */
export function checkOptions(
  where: string,
  options: object,
  checks: Readonly<Record<string, Check>>,
): void {
  if (typeof options !== "object" || options === null) {
    throw new PromenadeError(
      "PROMENADE_OPTION_INVALID",
      `The options of ${where} must be an object.`,
    );
  }
  for (const [name, value] of Object.entries(options)) {
    const isRight = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (isRight === undefined) throw unknownOption(where, name, Object.keys(checks));
    const expected = value === undefined ? undefined : isRight(value);
    if (expected !== undefined) {
      throw new PromenadeError(
        "PROMENADE_OPTION_INVALID",
        `Option "${name}" of ${where} must be ${expected}${givenInstead(value, expected)}.`,
      );
    }
  }
}

/** What kind of value was given, and never a text itself: it may be a secret. */
function givenInstead(value: unknown, expected: string): string {
  const kind = kindOf(value);
  // A list of something else is a list all the same.
  const saysNothing = typeof value === "object" && expected.includes(kind);
  return saysNothing || expected.includes('"') ? "" : `; it is ${kind}`;
}

function kindOf(value: unknown): string {
  if (value === "") return "an empty string";
  if (Array.isArray(value)) return "a list";
  if (value === null || typeof value === "number" || typeof value === "boolean")
    return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** An error that names the option most like the unknown one. */
function unknownOption(where: string, name: string, known: readonly string[]): PromenadeError {
  const [closest] = known
    .map((candidate) => ({
      candidate,
      distance: distanceBetween(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ distance }) => distance <= Math.max(2, name.length / 3))
    .toSorted((a, b) => a.distance - b.distance);
  const advice =
    closest === undefined
      ? `It knows: ${known.join(", ")}.`
      : `Did you mean "${closest.candidate}"?`;
  return new PromenadeError(
    "PROMENADE_OPTION_UNKNOWN",
    `${where} has no option "${name}". ${advice}`,
  );
}

/** Levenshtein distance. */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
