import type { Measure } from "./measures.ts";

/** What a query's values are. */
export type Reading = "bucket" | "count" | "sum" | "successes";

interface PlannedQuery {
  readonly reading: Reading;
  readonly query: string;
}

/**
 * The queries of a measure, each over one part of a window and summed over all processes, so that restarts and
 * replicas that come and go do not matter: `increase` sees to resets.
 */
export function queriesOf(
  { metric, shape, operation, faults }: Measure,
  selector: string,
  partSeconds: number,
): readonly PlannedQuery[] {
  const by = (labels: readonly string[]): string =>
    labels.length === 0 ? "" : ` by (${labels.join(", ")})`;
  const increase = (suffix: string, labels: readonly string[], condition = ""): string =>
    `sum${by(labels)} (increase(${metric.name}${suffix}{${[selector, condition].filter((part) => part !== "").join(", ")}}[${partSeconds}s]))`;
  // Of several labels any may tell a failure, so what is asked for is what none of them does.
  const succeeded = faults.map(({ label, failed }) => `${label}!~"${failed}"`).join(", ");
  const successes = (suffix: string): readonly PlannedQuery[] =>
    faults.length === 0
      ? []
      : [{ reading: "successes", query: increase(suffix, operation, succeeded) }];
  switch (shape) {
    case "duration":
      return [
        { reading: "bucket", query: increase("_bucket", [...operation, "le"]) },
        ...successes("_count"),
      ];
    case "distribution":
      return [
        { reading: "count", query: increase("_count", operation) },
        { reading: "sum", query: increase("_sum", operation) },
        ...successes("_count"),
      ];
    case "events":
    case "usage":
    case "faults":
      return [{ reading: "count", query: increase("", operation) }, ...successes("")];
    case "level": {
      // Of one process, so that more replicas are no change; what all processes report alike is taken once.
      const aggregate = metric.scope === "shared" ? "max" : "avg";
      const query = `${aggregate}${by(operation)} (avg_over_time(${metric.name}{${selector}}[${partSeconds}s]))`;
      return [{ reading: "count", query }];
    }
  }
}
