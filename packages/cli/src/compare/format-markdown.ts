import { span, title } from "./format-text.ts";
import type { Comparison, OperationReport, Verdict } from "./types.ts";
import { changeText, operationName, quantityText, tally, telling } from "./words.ts";

const marks: Readonly<Record<Verdict, string>> = {
  worse: "🔴 worse",
  new: "🆕 new",
  gone: "⚫ gone",
  better: "🟢 better",
  changed: "🔵 changed",
  unchanged: "unchanged",
  unknown: "not enough data",
};

/** A pull request's comment should fit on a screen. */
const mostRows = 30;

/** The comparison for a pull request; what did not change is folded away. */
export function formatMarkdown(comparison: Comparison): string {
  const { operations, notes } = comparison;
  const isQuiet = ({ verdict }: OperationReport): boolean =>
    verdict === "unchanged" || verdict === "unknown";
  const loud = operations.filter((operation) => !isQuiet(operation));
  const rest = operations.filter(isQuiet);
  const more = loud.length - mostRows;
  return [
    `### ${title(comparison)}`,
    "",
    `${tally(comparison)}. ${span(comparison)}`,
    ...(loud.length === 0 ? [] : ["", ...table(loud.slice(0, mostRows))]),
    ...(more > 0 ? ["", `… and ${more} more.`] : []),
    ...(rest.length === 0 ? [] : ["", ...folded(rest)]),
    ...notes.flatMap((note) => ["", `> ${note}`]),
    "",
  ].join("\n");
}

function table(operations: readonly OperationReport[]): readonly string[] {
  return [
    "| | operation | metric | | before | after | change |",
    "|---|---|---|---|---:|---:|---:|",
    ...operations.flatMap((operation) => {
      const { metric, unit, verdict } = operation;
      const start = `| ${marks[verdict]} | ${cell(operationName(operation))} | \`${metric}\``;
      return telling(operation).map((indicator, index) =>
        [
          index === 0 ? start : "| | | ",
          indicator.quantity,
          quantityText(indicator.before, indicator, unit),
          quantityText(indicator.after, indicator, unit),
          `${changeText(indicator)} |`,
        ].join(" | "),
      );
    }),
  ];
}

function folded(operations: readonly OperationReport[]): readonly string[] {
  return [
    `<details><summary>${operations.length} unchanged, or with not enough data</summary>`,
    "",
    ...operations.map(
      (operation) =>
        `- ${cell(operationName(operation))} (\`${operation.metric}\`): ${marks[operation.verdict]}`,
    ),
    "",
    "</details>",
  ];
}

/** Label values are foreign text: a pipe would break the table, a tag would be drawn. */
function cell(text: string): string {
  return text.replaceAll(/[\\`*_|<>[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, " ");
}
