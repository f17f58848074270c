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
const sameFactor = 2;

/** What an operation lost, by one of its quantiles. */
interface Loss {
  /** By how much a call became slower. */
  readonly seconds: number;
  /** All calls together, seconds per second. */
  readonly load: number;
  readonly effect: number;
}

/**
 * Worst first, and a cause before its consequences. A new operation that takes as long as something else became slower,
 * such as a query that was added to a route, comes before it; any other new one is only news.
 */
export function ranked(reports: readonly OperationReport[]): readonly OperationReport[] {
  const losses = reports.flatMap(lossesOf);
  const places = new Map(reports.map((report) => [report, placeOf(report, losses)]));
  const place = (report: OperationReport): Place =>
    places.get(report) ?? { group: order.length, weight: 0 };
  return reports.toSorted((a, b) => {
    const [left, right] = [place(a), place(b)];
    return (
      left.group - right.group ||
      right.weight - left.weight ||
      order.indexOf(b.verdict) - order.indexOf(a.verdict) ||
      b.effect - a.effect
    );
  });
}

interface Place {
  readonly group: number;
  readonly weight: number;
}

function placeOf(report: OperationReport, losses: readonly Loss[]): Place {
  const { verdict, effect } = report;
  const explained = losses.filter((loss) => explains(report, loss));
  return explained.length === 0
    ? { group: order.indexOf(verdict), weight: effect }
    : {
        group: order.indexOf("worse"),
        weight: Math.max(effect, ...explained.map((loss) => loss.effect)),
      };
}

function lossesOf(report: OperationReport): readonly Loss[] {
  const { verdict, effect, indicators } = report;
  if (verdict !== "worse") return [];
  return indicators
    .filter((indicator) => indicator.verdict === "worse" && latencies.has(indicator.quantity))
    .map(({ before = 0, after = 0 }) => {
      const seconds = after - before;
      return { seconds, load: seconds * rateOf(report), effect };
    });
}

/** Once in each of its calls; or many times in some, which the sums over all calls tell. */
function explains(report: OperationReport, { seconds, load }: Loss): boolean {
  if (report.verdict !== "new") return false;
  const typical = report.indicators.find(({ quantity }) => quantity === "p50")?.after;
  if (typical === undefined) return false;
  return (
    isAbout(seconds, typical) || (seconds > typical && isAbout(load, typical * rateOf(report)))
  );
}

function isAbout(a: number, b: number): boolean {
  return a <= b * sameFactor && b <= a * sameFactor;
}

function rateOf({ indicators }: OperationReport): number {
  return indicators.find(({ quantity }) => quantity === "rate")?.after ?? 0;
}
