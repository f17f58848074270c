import type { Comparison, OperationReport, Verdict, Window } from "./types.ts";
import { changeText, deployName, operationName, quantityText, tally, telling } from "./words.ts";

/** Colours the words of a verdict; in a pipe it returns the text as it is. */
export type Paint = (verdict: Verdict, text: string) => string;

export interface TextOptions {
  readonly paint: Paint;
  /** Also what did not change and what could not be judged. */
  readonly all: boolean;
}

const headings: Readonly<Record<Verdict, string>> = {
  worse: "Worse",
  new: "New",
  gone: "Gone",
  better: "Better",
  changed: "Changed",
  unchanged: "Unchanged",
  unknown: "Not enough data",
};

const quiet: ReadonlySet<Verdict> = new Set<Verdict>(["unchanged", "unknown"]);

/** The comparison for a reader at a terminal, worst first. */
export function formatText(comparison: Comparison, { paint, all }: TextOptions): string {
  const { operations, notes } = comparison;
  const lines = [title(comparison), span(comparison), "", `${tally(comparison)}.`];
  // The verdict of what comes first is told first.
  for (const verdict of new Set(operations.map((operation) => operation.verdict))) {
    if (quiet.has(verdict) && !all) continue;
    const own = operations.filter((operation) => operation.verdict === verdict);
    lines.push("", paint(verdict, headings[verdict]), ...own.flatMap(linesOf));
  }
  return [...lines, ...notes.flatMap((note) => ["", note])].join("\n");
}

function linesOf(operation: OperationReport): readonly string[] {
  const { metric, unit } = operation;
  const name = operationName(operation);
  const rows = telling(operation).map((indicator) => ({
    quantity: indicator.quantity === "level" ? "value" : indicator.quantity,
    before: quantityText(indicator.before, indicator, unit),
    after: quantityText(indicator.after, indicator, unit),
    change: changeText(indicator),
  }));
  return [
    `  ${name}${name === metric ? "" : `  ${metric}`}`,
    ...rows.map(({ quantity, before, after, change }) =>
      `    ${quantity.padEnd(7)} ${before.padStart(10)} → ${after.padEnd(10)} ${change}`.trimEnd(),
    ),
  ];
}

/** What was compared, in one line. */
export function title({ service, from, to }: Comparison): string {
  if (from === undefined || to === undefined) return `${service}: two windows`;
  const author = to.author === "" ? "" : ` by ${to.author}`;
  return `${service}: ${deployName(from)} → ${deployName(to)}, deployed ${time(to.startedAt)}${author}`;
}

/** Both windows, in one line. */
export function span({ before, after }: Comparison): string {
  const text = ({ start, end }: Window): string => `${time(start)} to ${time(end).slice(11)}`;
  return `before: ${text(before)} · after: ${text(after)} (UTC)`;
}

function time(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().replace("T", " ").slice(0, 19);
}
