import type { MetricDefinition } from "@promenade/core";
import { faultName, faultsOf, isDetail, isMeaningless, type Fault } from "./label-roles.ts";

/** How a metric is compared; it follows from the definition alone. */
export type Shape = "duration" | "distribution" | "events" | "faults" | "usage" | "level";

/** One metric, ready to be compared per operation. */
export interface Measure {
  readonly plugin: string;
  readonly metric: MetricDefinition;
  readonly shape: Shape;
  /** The labels that name an operation: `http_route` and method, `model` and `operation`, `queue` and `job_name`. */
  readonly operation: readonly string[];
  /** The labels that tell failed ones apart; none where the metric has none. */
  readonly faults: readonly Fault[];
}

/** The definitions of a plugin, or of the app itself. */
export interface Definitions {
  readonly plugin: string;
  readonly metrics: readonly MetricDefinition[];
}

/** What can be compared: made from the definitions, so that no list of indicators can fall behind them. */
export function measuresOf(sources: readonly Definitions[]): readonly Measure[] {
  return sources.flatMap(({ plugin, metrics }) =>
    metrics
      .filter((metric) => metric.kind !== "once" && !isMeaningless(metric))
      .map((metric) => measureOf(plugin, metric)),
  );
}

function measureOf(plugin: string, metric: MetricDefinition): Measure {
  const shape = shapeOf(metric);
  // A counter of faults is told apart by what went wrong; elsewhere that would split an operation.
  const faults = shape === "faults" || shape === "level" ? [] : faultsOf(metric.labels);
  const outcomes = new Set(faults.map(({ label }) => label));
  const operation = metric.labels.filter((label) => !isDetail(label) && !outcomes.has(label));
  return { plugin, metric, shape, operation, faults };
}

function shapeOf({ type, unit, name }: MetricDefinition): Shape {
  switch (type) {
    case "histogram":
      return unit === "seconds" ? "duration" : "distribution";
    case "gauge":
      return "level";
    case "counter":
      if (faultName.test(name)) return "faults";
      return unit === undefined ? "events" : "usage";
  }
}
