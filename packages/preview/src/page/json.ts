/** Foreign JSON: everything in it may be missing, or something else. */
export type Json = Readonly<Record<string, unknown>>;

export function record(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown, fallback = ""): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : fallback;
}

/** A number, also one that stands as text; `undefined` when it is none. */
export function number(value: unknown): number | undefined {
  if (typeof value === "string" && value.trim() !== "") return number(Number(value));
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return list(value).filter((each): each is string => typeof each === "string");
}

/** What a path of keys leads to: `at(panel, "options", "legend")`. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((found, key) => record(found)[key], value);
}
