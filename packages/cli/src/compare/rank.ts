import type { OperationReport, Quantity, Verdict } from "./types.ts";

/** From the most to the least telling. */
export const order: readonly Verdict[] = [
  "worse",
  "new",
  "gone",
  "better",
  "changed",
  "unchanged",
  "unknown",
];

const latencies: ReadonlySet<Quantity> = new Set<Quantity>(["p50", "p95", "p99"]);
/** Times that were read off buckets are the same when they are this close. */
const aboutAsLong = 2;

/**
 * Worst first, and a cause before its consequences. A new operation that takes about as long as something else became
 * slower, such as a query that was added to a route, ranks with what is worse; any other new one is only news.
 */
export function ranked(reports: readonly OperationReport[]): readonly OperationReport[] {
  const losses = reports.flatMap(lossesOf);
  const place = (report: OperationReport): number =>
    order.indexOf(explains(report, losses) ? "worse" : report.verdict);
  return reports.toSorted((a, b) => place(a) - place(b) || b.effect - a.effect);
}

/** By how much an operation became slower, seconds. */
function lossesOf({ verdict, indicators }: OperationReport): readonly number[] {
  if (verdict !== "worse") return [];
  return indicators
    .filter((indicator) => indicator.verdict === "worse" && latencies.has(indicator.quantity))
    .map(({ before = 0, after = 0 }) => after - before);
}

function explains({ verdict, indicators }: OperationReport, losses: readonly number[]): boolean {
  if (verdict !== "new") return false;
  const typical = indicators.find(({ quantity }) => quantity === "p50")?.after;
  if (typical === undefined) return false;
  return losses.some((loss) => loss <= typical * aboutAsLong && typical <= loss * aboutAsLong);
}
