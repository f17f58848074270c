import { isRecord, list, text, type JsonRecord } from "../panels-in.ts";
import type { Analysis } from "./analysis.ts";
import { closest } from "./catalogue.ts";
import { error, type Problem } from "./finding.ts";
import { union, type LabelSet } from "./label-set.ts";

const known = new Set(["merge", "organize", "sortBy"]);

/** Column names that a table renames, hides, orders or formats must come from its queries. */
export function checkTable(
  panel: JsonRecord,
  analyses: readonly { readonly refId: string; readonly analysis: Analysis }[],
): readonly Problem[] {
  const labels = analyses.map(({ analysis }) => analysis.labels);
  const all = labels.reduce<LabelSet | undefined>(
    (sum, each) => (sum === undefined || each === undefined ? (sum ?? each) : union(sum, each)),
    undefined,
  );
  if (text(panel["type"]) !== "table" || all === undefined || labels.includes(undefined)) return [];
  const steps = list(panel["transformations"]).filter(isRecord);
  if (all.isOpen || steps.some((step) => !known.has(text(step["id"])))) return [];
  const columns = new Set(["Time", "Value", ...all.always, ...all.sometimes]);
  for (const { refId } of analyses) columns.add(`Value #${refId}`);
  const problems: Problem[] = [];
  const shown = new Set(columns);
  for (const step of steps) {
    const options = isRecord(step["options"]) ? step["options"] : {};
    if (step["id"] !== "organize") continue;
    const renamed = options["renameByName"];
    // Names that are only hidden or ordered may be left over; they do no harm.
    for (const [name, title] of isRecord(renamed) ? Object.entries(renamed) : []) {
      if (!columns.has(name)) problems.push(unknown(name, "renameByName", columns));
      else if (text(title) !== "") shown.add(text(title));
    }
  }
  for (const name of overriddenNames(panel)) {
    if (!shown.has(name)) problems.push(unknown(name, "a field override", shown));
  }
  const options = isRecord(panel["options"]) ? panel["options"] : {};
  for (const sort of list(options["sortBy"]).filter(isRecord)) {
    const name = text(sort["displayName"]);
    if (name !== "" && !shown.has(name)) problems.push(unknown(name, "sortBy", shown));
  }
  return problems;
}

function unknown(name: string, place: string, columns: ReadonlySet<string>): Problem {
  const similar = closest(name, columns);
  const hint =
    similar === undefined ? `; it has ${[...columns].join(", ")}` : `; did you mean "${similar}"?`;
  return error(
    "unknown-column",
    `${place} names the column "${name}", which the table does not have${hint}`,
  );
}

function overriddenNames(panel: JsonRecord): readonly string[] {
  const config = panel["fieldConfig"];
  return (isRecord(config) ? list(config["overrides"]) : [])
    .filter(isRecord)
    .flatMap((override) => {
      const { matcher } = override;
      if (!isRecord(matcher) || matcher["id"] !== "byName") return [];
      const name = text(matcher["options"]);
      return name === "" ? [] : [name];
    });
}
