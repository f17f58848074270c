/** One entry of an `Accept` or `Accept-Encoding` header. */
export interface Preference {
  /** Lower case. */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 (never) to 1. */
  readonly quality: number;
}

/** More than any client sends; a longer header is not worth the time. */
const longest = 4096;

/** Reads a header of preferences (RFC 9110 §12.4.2). Nonsense in it is passed over. */
export function parsePreferences(header: string | undefined): readonly Preference[] {
  if (header === undefined) return [];
  return header
    .slice(0, longest)
    .toLowerCase()
    .split(",")
    .map((entry) => {
      const [value = "", ...rest] = entry.split(";").map((part) => part.trim());
      const parameters = new Map(rest.map(parseParameter));
      return { value, parameters, quality: parseQuality(parameters.get("q")) };
    });
}

function parseParameter(text: string): readonly [string, string] {
  const [name = "", value = ""] = text.split("=", 2).map((part) => part.trim());
  return [name, value.replaceAll('"', "")];
}

function parseQuality(text: string | undefined): number {
  if (text === undefined) return 1;
  const quality = Number(text === "" ? Number.NaN : text);
  return quality >= 0 && quality <= 1 ? quality : 0;
}
