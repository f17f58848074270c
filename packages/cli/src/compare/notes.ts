import { median } from "./statistics/robust.ts";
import type { OperationReport, Plan } from "./types.ts";

/** Operations that it takes to speak of all of them. */
const leastOperations = 5;
/** A common factor that is worth a word. */
const leastFactor = 1.25;
/** With fewer parts only large changes can be told from chance. */
const goodParts = 10;

/** What the reader should know before he believes the rest. */
export function notesOf(
  operations: readonly OperationReport[],
  plans: { readonly before: Plan; readonly after: Plan },
): readonly string[] {
  const notes: string[] = [];
  const factor = commonFactor(operations);
  if (factor !== undefined && Math.max(factor, 1 / factor) >= leastFactor)
    notes.push(
      `Half of all operations take ×${factor.toPrecision(2)} as long or ${factor > 1 ? "more" : "less"}: that is the machine, the runtime or the traffic, rather than one operation.`,
    );
  const parts = Math.min(plans.before.scraped.length, plans.after.scraped.length);
  if (parts < goodParts)
    notes.push(
      `The shorter window has ${parts} parts to judge by; longer windows show smaller changes.`,
    );
  return notes;
}

/** By what the typical operation's median changed. */
function commonFactor(operations: readonly OperationReport[]): number | undefined {
  const factors = operations.flatMap(({ indicators }) =>
    indicators.flatMap(({ quantity, before = 0, after = 0 }) =>
      quantity === "p50" && before > 0 && after > 0 ? [after / before] : [],
    ),
  );
  return factors.length < leastOperations ? undefined : median(factors);
}
