import type { ParsedExemplar } from "../exposition.ts";
import { WireReader } from "./wire.ts";

/** What a `io.prometheus.client.Metric` says, as far as it is read. */
export interface Metric {
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** Of a counter, a gauge or an untyped metric. */
  value: number | undefined;
  exemplar: ParsedExemplar | undefined;
  summary: Summary | undefined;
  histogram: Histogram | undefined;
}

export interface Summary {
  count: number;
  sum: number;
  readonly quantiles: [quantile: number, value: number][];
}

export interface ClassicBucket {
  count: number;
  bound: number;
  exemplar: ParsedExemplar | undefined;
}

/** Buckets that follow each other, and how far they are from those before. */
export interface Span {
  offset: number;
  length: number;
}

export interface Side {
  readonly spans: Span[];
  /** Each compared to the one before. */
  readonly deltas: number[];
  /** Instead of deltas, where counts are no whole numbers. */
  readonly counts: number[];
}

export interface Histogram {
  count: number;
  sum: number;
  readonly buckets: ClassicBucket[];
  schema: number;
  zeroThreshold: number;
  zeroCount: number;
  readonly positive: Side;
  readonly negative: Side;
  readonly exemplars: ParsedExemplar[];
}

type Fields<T> = Readonly<Record<number, (into: T, reader: WireReader, type: number) => void>>;

/** Reads a message by its fields; those that are not listed are passed over. */
export function readFields<T>(reader: WireReader, fields: Fields<T>, into: T): T {
  while (!reader.isAtEnd) {
    const { field, type } = reader.tag();
    const read = fields[field];
    if (read === undefined) reader.skip(type);
    else read(into, reader, type);
  }
  return into;
}

interface Pair {
  name: string;
  value: string;
}

const pairFields: Fields<Pair> = {
  1: (pair, reader) => void (pair.name = reader.text()),
  2: (pair, reader) => void (pair.value = reader.text()),
};

function readPair(reader: WireReader): readonly [string, string] {
  const { name, value } = readFields(reader.message(), pairFields, { name: "", value: "" });
  return [name, value];
}

interface MutableExemplar {
  readonly labels: Record<string, string>;
  value: number;
  time: number | undefined;
}

const exemplarFields: Fields<MutableExemplar> = {
  1: (exemplar, reader) => {
    const [name, value] = readPair(reader);
    exemplar.labels[name] = value;
  },
  2: (exemplar, reader) => void (exemplar.value = reader.double()),
  3: (exemplar, reader) => {
    const time = { milliseconds: 0 };
    readFields(reader.message(), timestampFields, time);
    exemplar.time = time.milliseconds;
  },
};

const timestampFields: Fields<{ milliseconds: number }> = {
  1: (time, reader) => void (time.milliseconds += reader.integer() * 1000),
  2: (time, reader) => void (time.milliseconds += reader.integer() / 1e6),
};

function readExemplar(reader: WireReader): ParsedExemplar {
  const empty: MutableExemplar = { labels: {}, value: 0, time: undefined };
  return readFields(reader.message(), exemplarFields, empty);
}

const numberFields: Fields<Metric> = {
  1: (metric, reader) => void (metric.value = reader.double()),
};

const counterFields: Fields<Metric> = {
  ...numberFields,
  2: (metric, reader) => void (metric.exemplar = readExemplar(reader)),
};

const summaryFields: Fields<Summary> = {
  1: (summary, reader) => void (summary.count = reader.unsigned()),
  2: (summary, reader) => void (summary.sum = reader.double()),
  3: (summary, reader) => {
    const pair: [number, number] = [0, 0];
    readFields(reader.message(), quantileFields, pair);
    summary.quantiles.push(pair);
  },
};

const quantileFields: Fields<[number, number]> = {
  1: (pair, reader) => void (pair[0] = reader.double()),
  2: (pair, reader) => void (pair[1] = reader.double()),
};

const bucketFields: Fields<ClassicBucket> = {
  1: (bucket, reader) => void (bucket.count ||= reader.unsigned()),
  2: (bucket, reader) => void (bucket.bound = reader.double()),
  3: (bucket, reader) => void (bucket.exemplar = readExemplar(reader)),
  4: (bucket, reader) => void (bucket.count = reader.double()),
};

const spanFields: Fields<Span> = {
  1: (span, reader) => void (span.offset = reader.zigzag()),
  2: (span, reader) => void (span.length = reader.unsigned()),
};

function readSpan(reader: WireReader): Span {
  return readFields(reader.message(), spanFields, { offset: 0, length: 0 });
}

const zigzag = (reader: WireReader): number => reader.zigzag();
const double = (reader: WireReader): number => reader.double();

const histogramFields: Fields<Histogram> = {
  1: (into, reader) => void (into.count = reader.unsigned()),
  2: (into, reader) => void (into.sum = reader.double()),
  3: (into, reader) =>
    void into.buckets.push(
      readFields(reader.message(), bucketFields, { count: 0, bound: 0, exemplar: undefined }),
    ),
  4: (into, reader) => void (into.count = reader.double()),
  5: (into, reader) => void (into.schema = reader.zigzag()),
  6: (into, reader) => void (into.zeroThreshold = reader.double()),
  7: (into, reader) => void (into.zeroCount = reader.unsigned()),
  8: (into, reader) => void (into.zeroCount = reader.double()),
  9: (into, reader) => void into.negative.spans.push(readSpan(reader)),
  10: (into, reader, type) => reader.numbers(type, zigzag, into.negative.deltas),
  11: (into, reader, type) => readDoubles(into.negative.counts, reader, type),
  12: (into, reader) => void into.positive.spans.push(readSpan(reader)),
  13: (into, reader, type) => reader.numbers(type, zigzag, into.positive.deltas),
  14: (into, reader, type) => readDoubles(into.positive.counts, reader, type),
  16: (into, reader) => void into.exemplars.push(readExemplar(reader)),
};

function readDoubles(into: number[], reader: WireReader, type: number): void {
  reader.numbers(type, double, into);
}

function emptyHistogram(): Histogram {
  const side = (): Side => ({ spans: [], deltas: [], counts: [] });
  const counts = { count: 0, sum: 0, schema: 0, zeroThreshold: 0, zeroCount: 0 };
  return { ...counts, buckets: [], positive: side(), negative: side(), exemplars: [] };
}

export const metricFields: Fields<Metric & { readonly labels: [string, string][] }> = {
  1: (metric, reader) => {
    const [name, value] = readPair(reader);
    metric.labels.push([name, value]);
  },
  2: (metric, reader) => void readFields(reader.message(), numberFields, metric),
  3: (metric, reader) => void readFields(reader.message(), counterFields, metric),
  4: (metric, reader) => {
    const empty: Summary = { count: 0, sum: 0, quantiles: [] };
    metric.summary = readFields(reader.message(), summaryFields, empty);
  },
  5: (metric, reader) => void readFields(reader.message(), numberFields, metric),
  7: (metric, reader) => {
    metric.histogram = readFields(reader.message(), histogramFields, emptyHistogram());
  },
};
