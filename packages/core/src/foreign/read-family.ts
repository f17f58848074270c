import {
  foreignTypes,
  type ForeignFamily,
  type ForeignNames,
  type ForeignType,
  type ForeignValue,
} from "./foreign-registry.ts";

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Reads one entry of `getMetricsAsJSON()`; undefined when it is no metric that Prometheus would take. */
export function readFamily(
  entry: unknown,
  names: ForeignNames,
  source: string,
): ForeignFamily | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { name, help, type, values } = entry as Readonly<Record<string, unknown>>;
  if (typeof name !== "string" || !metricName.test(name) || !Array.isArray(values))
    return undefined;
  const known = foreignTypes.find((candidate) => candidate === type) ?? "untyped";
  return {
    source,
    name: publicName(name, known, names),
    reportedName: name,
    help: typeof help === "string" ? help : "",
    type: known,
    values: values as readonly ForeignValue[],
  };
}

/**
 * The name under which a registry's own endpoint shows a metric. Rendering OpenMetrics there renames its counters for
 * good (it strips `_total` and adds it again while writing), so that a counter's reported name depends on the past.
 */
function publicName(name: string, type: ForeignType, names: ForeignNames): string {
  if (type !== "counter" || name.endsWith("_total")) return name;
  const total = `${name}_total`;
  const { contentType } = names;
  if (typeof contentType === "string" && contentType.startsWith("application/openmetrics-text"))
    return total;
  const wasRenamed =
    names.getSingleMetric !== undefined &&
    names.getSingleMetric(name) === undefined &&
    names.getSingleMetric(total) !== undefined;
  return wasRenamed ? total : name;
}
