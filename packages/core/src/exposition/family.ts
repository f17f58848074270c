import type { MetricDefinition } from "../definitions.ts";
import type { StoredMetric } from "../store/metrics.ts";
import type { Bytes, Ranges } from "./bytes.ts";
import { escapeHelp } from "./escape.ts";
import type { ExpositionFormat } from "./formats.ts";
import { canonicalNumber } from "./numbers.ts";

/** Numbers of a family's texts in its ranges. */
export const textHeader = 0;
export const openmetricsHeader = 1;
/** The name of a counter's or gauge's samples. */
export const sampleName = 2;
export const sumName = 2;
export const countName = 3;
const firstBucket = 4;

/** The texts of one metric that never change, encoded. */
export interface Family {
  readonly metric: StoredMetric;
  readonly texts: Ranges;
  /** Number of the first bucket's prefix, by format; the other buckets follow, +Inf last. */
  readonly buckets: Readonly<Record<ExpositionFormat, number>>;
}

export function encodeFamily(bytes: Bytes, metric: StoredMetric): Family {
  const { definition } = metric;
  const { name } = definition;
  const texts = bytes.ranges();
  bytes.put(texts, textHeader, header(definition, "text"));
  bytes.put(texts, openmetricsHeader, header(definition, "openmetrics"));
  const openmetricsBucket = firstBucket + definition.buckets.length + 1;
  if (definition.type === "histogram") {
    bytes.put(texts, sumName, `${name}_sum`);
    bytes.put(texts, countName, `${name}_count`);
    for (const [index, bound] of [...definition.buckets, Number.POSITIVE_INFINITY].entries()) {
      const canonical = canonicalNumber(bound);
      const plain = Number.isFinite(bound) ? String(bound) : canonical;
      bytes.put(texts, firstBucket + index, `${name}_bucket{le="${plain}"`);
      bytes.put(texts, openmetricsBucket + index, `${name}_bucket{le="${canonical}"`);
    }
  } else {
    bytes.put(texts, sampleName, name);
  }
  return { metric, texts, buckets: { text: firstBucket, openmetrics: openmetricsBucket } };
}

function header(definition: MetricDefinition, format: ExpositionFormat): string {
  const { name, help, type, unit } = definition;
  return describe({ name, help, type, unit }, format);
}

/** What stands above the samples of a family. */
export interface Description {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly unit: string | undefined;
}

/** The `# HELP`, `# TYPE` and `# UNIT` lines; an OpenMetrics counter family is named without `_total`. */
export function describe(
  { name, help, type, unit }: Description,
  format: ExpositionFormat,
): string {
  const isOpenMetrics = format === "openmetrics";
  const family = isOpenMetrics && type === "counter" ? name.replace(/_total$/, "") : name;
  const unitLine = isOpenMetrics && unit !== undefined ? `# UNIT ${family} ${unit}\n` : "";
  return `# HELP ${family} ${escapeHelp(help, format)}\n# TYPE ${family} ${type}\n${unitLine}`;
}
