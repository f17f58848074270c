import type { NativeHistogram } from "../../index.ts";
import type { ExpositionVisitor, ParsedExemplar } from "../exposition.ts";
import { metricFields, readFields, type Histogram, type Metric } from "./messages.ts";
import { nativeOf } from "./native.ts";
import { seriesText } from "./series-line.ts";
import { WireReader } from "./wire.ts";

/** What is done with the samples of an exposition that may have native histograms. */
export interface ProtobufVisitor extends ExpositionVisitor {
  histogram(series: string, histogram: NativeHistogram, exemplars: readonly ParsedExemplar[]): void;
}

const types = ["counter", "gauge", "summary", "unknown", "histogram", "histogram"];
const gaugeHistogram = 5;

/** Whether a Content-Type names the Protocol Buffers of Prometheus's clients. */
export function isProtobuf(contentType: string): boolean {
  return (
    /^\s*application\/vnd\.google\.protobuf\b/i.test(contentType) &&
    /\bproto="?io\.prometheus\.client\.MetricFamily\b/.test(contentType) &&
    /\bencoding="?delimited\b/.test(contentType)
  );
}

/**
 * Reads metric families in the form that Go's and Java's clients have besides the texts. Of a histogram that is native and has classic buckets,
 * both are given. Timestamps of samples are passed over, as in the texts.
 * @throws Error that names the family where it cannot be read on
 */
export function parseProtobuf(bytes: Uint8Array, visitor: ProtobufVisitor): void {
  const reader = new WireReader(bytes);
  let last = "";
  try {
    while (!reader.isAtEnd) last = readFamily(reader.message(), visitor);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const place = last === "" ? "at its start" : `after ${last}`;
    throw new Error(`The metrics cannot be read ${place}: ${reason}.`, { cause: error });
  }
}

interface Family {
  name: string;
  help: string;
  type: number;
  readonly metrics: WireReader[];
}

function readFamily(reader: WireReader, visitor: ProtobufVisitor): string {
  const family: Family = { name: "", help: "", type: 0, metrics: [] };
  readFields<Family>(
    reader,
    {
      1: (into, field) => void (into.name = field.text()),
      2: (into, field) => void (into.help = field.text()),
      3: (into, field) => void (into.type = field.unsigned()),
      4: (into, field) => void into.metrics.push(field.message()),
    },
    family,
  );
  const { name, help, type } = family;
  for (const metric of family.metrics) readMetric(name, type === gaugeHistogram, metric, visitor);
  visitor.family?.({ name, type: types[type] ?? "unknown", help });
  return name;
}

function readMetric(
  name: string,
  isGauge: boolean,
  reader: WireReader,
  visitor: ProtobufVisitor,
): void {
  const metric: Metric & { readonly labels: [string, string][] } = {
    labels: [],
    value: undefined,
    exemplar: undefined,
    summary: undefined,
    histogram: undefined,
  };
  const { labels } = readFields(reader, metricFields, metric);
  const give = (
    suffix: string,
    value: number,
    extra?: [string, number],
    exemplar?: ParsedExemplar,
  ) => visitor.sample(seriesText(name + suffix, labels, extra), value, exemplar);
  const { value, exemplar, summary, histogram } = metric;
  if (value !== undefined) give("", value, undefined, exemplar);
  if (summary !== undefined) {
    for (const [quantile, each] of summary.quantiles) give("", each, ["quantile", quantile]);
    give("_sum", summary.sum);
    give("_count", summary.count);
  }
  if (histogram === undefined) return;
  const native = nativeOf(histogram, isGauge);
  if (native !== undefined)
    visitor.histogram(seriesText(name, labels), native, histogram.exemplars);
  if (native === undefined || histogram.buckets.length > 0) giveClassic(histogram, give);
}

function giveClassic(
  { buckets, count, sum }: Histogram,
  give: (
    suffix: string,
    value: number,
    extra?: [string, number],
    exemplar?: ParsedExemplar,
  ) => void,
): void {
  for (const bucket of buckets)
    give("_bucket", bucket.count, ["le", bucket.bound], bucket.exemplar);
  // Clients leave the last one out when it has no exemplar.
  if (buckets.at(-1)?.bound !== Infinity) give("_bucket", count, ["le", Infinity]);
  give("_sum", sum);
  give("_count", count);
}
