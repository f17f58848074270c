/** Any JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export interface FoundPanel {
  readonly panel: JsonRecord;
  /** Title of the row that it is in. */
  readonly row: string | undefined;
  /** Inside a folded row, whose panels may lie on top of what follows. */
  readonly isFolded: boolean;
}

/** The dashboard itself, taken out of an API answer (`dashboard`) or a resource (`spec`). */
export function unwrapDashboard(value: unknown): JsonRecord | undefined {
  if (!isRecord(value)) return undefined;
  for (const key of ["dashboard", "spec"] as const) {
    const inner = value[key];
    if (!("panels" in value) && isRecord(inner)) return inner;
  }
  return value;
}

/** Every panel except row headings, whether it lies in the list, in a folded row, or in the rows of old schemas. */
export function panelsIn(dashboard: unknown): readonly FoundPanel[] {
  const json = unwrapDashboard(dashboard);
  if (json === undefined) return [];
  const found: FoundPanel[] = [];
  let row: string | undefined;
  for (const panel of list(json["panels"]).filter(isRecord)) {
    if (panel["type"] !== "row") {
      found.push({ panel, row, isFolded: false });
      continue;
    }
    row = text(panel["title"]);
    for (const inner of list(panel["panels"]).filter(isRecord))
      found.push({ panel: inner, row, isFolded: true });
  }
  for (const old of list(json["rows"]).filter(isRecord)) {
    for (const panel of list(old["panels"]).filter(isRecord))
      found.push({ panel, row: text(old["title"]), isFolded: false });
  }
  return found;
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
