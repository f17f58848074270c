import type { BucketCounts, NativeHistogram, Series } from "@promenade/promql";
import {
  double,
  doubleOfBits,
  doubles,
  integer,
  message,
  signed,
  text,
  varint,
} from "./protobuf.ts";

/** One sample, encoded as a field of its series. */
interface Encoded {
  readonly timestamp: number;
  readonly kind: "number" | "histogram" | "end";
  readonly field: Buffer;
}

/** Sends series into a Prometheus with a remote-write receiver, staleness markers included. */
export async function remoteWrite(url: string, series: readonly Series[]): Promise<void> {
  const all = series.map((each) => ({ labels: encodeLabels(each), runs: runsOf(each) }));
  const requests = Math.max(0, ...all.map(({ runs }) => runs.length));
  for (let index = 0; index < requests; index += 1) {
    const rows = all.flatMap(({ labels, runs }) => {
      const run = runs[index];
      return run === undefined ? [] : [message(1, Buffer.concat([labels, ...run]))];
    });
    await send(url, Buffer.concat(rows));
  }
}

async function send(url: string, content: Buffer): Promise<void> {
  const response = await fetch(`${url}/api/v1/write`, {
    method: "POST",
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
    },
    body: snappy(content),
  });
  if (!response.ok)
    throw new Error(
      `Prometheus did not take the series: ${response.status} ${await response.text()}`,
    );
}

function encodeLabels({ labels }: Series): Buffer {
  const names = Object.keys(labels).toSorted();
  return Buffer.concat(
    names.map((name) =>
      message(1, Buffer.concat([text(1, name), text(2, labels[name] as string)])),
    ),
  );
}

/** Of one request, Prometheus stores the numbers before the histograms: each change needs a request of its own. */
function runsOf(series: Series): readonly (readonly Buffer[])[] {
  const runs: Buffer[][] = [];
  let last: Encoded["kind"] | undefined;
  for (const { kind, field } of encodeSamples(series)) {
    if (kind !== last) runs.push([]);
    last = kind;
    runs.at(-1)?.push(field);
  }
  return runs;
}

function encodeSamples(series: Series): readonly Encoded[] {
  const { timestamps, values, histograms, length, staleAt } = series;
  const samples: Encoded[] = [];
  for (let index = 0; index < length; index += 1) {
    const timestamp = timestamps[index] as number;
    const histogram = histograms?.[index];
    if (histogram === undefined) {
      const value = double(1, values[index] as number);
      const field = message(2, Buffer.concat([value, integer(2, timestamp)]));
      samples.push({ timestamp, kind: "number", field });
    } else
      samples.push({
        timestamp,
        kind: "histogram",
        field: message(4, encodeHistogram(histogram, timestamp)),
      });
  }
  for (const timestamp of Array.from(staleAt ?? [])) {
    const value = doubleOfBits(1, Buffer.from("020000000000f07f", "hex"));
    const field = message(2, Buffer.concat([value, integer(2, timestamp)]));
    // After a histogram, Prometheus makes a histogram of it.
    samples.push({ timestamp, kind: histograms === undefined ? "number" : "end", field });
  }
  return samples.toSorted((one, other) => one.timestamp - other.timestamp);
}

const hints = { unknown: 0, reset: 1, none: 2, gauge: 3 };

function encodeHistogram(histogram: NativeHistogram, timestamp: number): Buffer {
  return Buffer.concat([
    double(2, histogram.count),
    double(3, histogram.sum),
    signed(4, histogram.schema),
    double(5, histogram.zeroThreshold),
    double(7, histogram.zeroCount),
    ...spansOf(histogram.negative).map((span) => message(8, span)),
    doubles(10, histogram.negative.counts),
    ...spansOf(histogram.positive).map((span) => message(11, span)),
    doubles(13, histogram.positive.counts),
    integer(14, hints[histogram.resetHint]),
    integer(15, timestamp),
    doubles(16, histogram.customBounds),
  ]);
}

/** Buckets that follow each other, and how far each such row is from the one before. */
function spansOf({ indexes }: BucketCounts): readonly Buffer[] {
  const spans: { offset: number; length: number }[] = [];
  let next = 0;
  for (const index of indexes) {
    const last = spans.at(-1);
    if (last !== undefined && index === next) last.length += 1;
    else spans.push({ offset: index - next, length: 1 });
    next = index + 1;
  }
  return spans.map(({ offset, length }) => Buffer.concat([signed(1, offset), integer(2, length)]));
}

/** The block format of Snappy with nothing compressed. */
function snappy(content: Buffer): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [varint(BigInt(content.length))];
  for (let at = 0; at < content.length; at += 65_536) {
    const chunk = content.subarray(at, at + 65_536);
    const size = chunk.length - 1;
    parts.push(Buffer.from([61 << 2, size & 0xff, size >> 8]), chunk);
  }
  return Uint8Array.from(Buffer.concat(parts));
}
