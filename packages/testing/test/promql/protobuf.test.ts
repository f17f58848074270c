import type { NativeHistogram } from "@promenade/promql";
import {
  isProtobuf,
  parseProtobuf,
  parseSeries,
  type ProtobufVisitor,
} from "@promenade/promql/exposition";
import { describe, expect, it } from "vitest";
import { double, doubles, integer, message, signed, text, varint } from "./referee/protobuf.ts";

interface Found {
  readonly samples: readonly (readonly [series: string, value: number])[];
  readonly histograms: readonly (readonly [series: string, histogram: NativeHistogram])[];
  readonly exemplars: readonly unknown[];
  readonly families: readonly unknown[];
}

function read(...families: readonly Buffer[]): Found {
  const samples: [string, number][] = [];
  const histograms: [string, NativeHistogram][] = [];
  const exemplars: unknown[] = [];
  const known: unknown[] = [];
  const visitor: ProtobufVisitor = {
    sample: (series, value, found) => {
      samples.push([series, value]);
      if (found !== undefined) exemplars.push(found);
    },
    histogram: (series, histogram, own) => {
      histograms.push([series, histogram]);
      exemplars.push(...own);
    },
    family: (family) => known.push(family),
  };
  const delimited = families.map((each) => Buffer.concat([varint(BigInt(each.length)), each]));
  parseProtobuf(Buffer.concat(delimited), visitor);
  return { samples, histograms, exemplars, families: known };
}

function familyOf(name: string, type: number, ...metrics: readonly Buffer[][]): Buffer {
  const rows = metrics.map((fields) => message(4, Buffer.concat(fields)));
  return Buffer.concat([text(1, name), text(2, "Help."), integer(3, type), ...rows]);
}

const label = (name: string, value: string): Buffer =>
  message(1, Buffer.concat([text(1, name), text(2, value)]));

const exemplar = (field: number): Buffer =>
  message(
    field,
    Buffer.concat([
      label("trace_id", "abc"),
      double(2, 0.7),
      message(3, Buffer.concat([integer(1, 1_750_000_000), integer(2, 5e8)])),
    ]),
  );

const bucket = (count: number, bound: number): Buffer =>
  message(3, Buffer.concat([integer(1, count), double(2, bound)]));

const span = (field: number, offset: number, length: number): Buffer =>
  message(field, Buffer.concat([signed(1, offset), integer(2, length)]));

const deltas = (field: number, ...values: readonly number[]): Buffer =>
  message(
    field,
    Buffer.concat(values.map((each) => varint(BigInt(each < 0 ? -2 * each - 1 : 2 * each)))),
  );

const native = [
  integer(1, 14),
  double(2, 20.5),
  signed(5, 3),
  double(6, 0.001),
  integer(7, 2),
  span(9, 1, 1),
  deltas(10, 1),
  span(12, -2, 2),
  span(12, 3, 1),
  deltas(13, 3, 1, -1),
  exemplar(16),
];

describe("an exposition in Protocol Buffers", () => {
  it("has counters, gauges and metrics without a type", () => {
    const found = read(
      familyOf("jobs_total", 0, [
        label("queue", 'a"\\\n'),
        message(3, Buffer.concat([double(1, 7), exemplar(2)])),
      ]),
      familyOf(
        "heat",
        1,
        [message(2, double(1, -2.5)), integer(6, 5)],
        [label("é", "x"), message(2, double(1, 1))],
      ),
      familyOf("any.thing", 3, [message(5, double(1, Number.NaN))]),
    );
    expect(found.samples.map(([series, value]) => [parseSeries(series), value])).toEqual([
      [{ __name__: "jobs_total", queue: 'a"\\\n' }, 7],
      [{ __name__: "heat" }, -2.5],
      [{ __name__: "heat", é: "x" }, 1],
      [{ __name__: "any.thing" }, Number.NaN],
    ]);
    expect(found.exemplars).toEqual([
      { labels: { trace_id: "abc" }, value: 0.7, time: 1_750_000_000_500 },
    ]);
    expect(found.families).toEqual([
      { name: "jobs_total", type: "counter", help: "Help." },
      { name: "heat", type: "gauge", help: "Help." },
      { name: "any.thing", type: "unknown", help: "Help." },
    ]);
  });

  it("has summaries and classic histograms, with the bucket that clients leave out", () => {
    const summary = [
      integer(1, 4),
      double(2, 9),
      message(3, Buffer.concat([double(1, 0.5), double(2, 2)])),
    ];
    const histogram = [integer(1, 5), double(2, 6.5), bucket(1, 0.1), bucket(3, 1)];
    const { samples, histograms } = read(
      familyOf("s", 2, [message(4, Buffer.concat(summary))]),
      familyOf("h", 4, [label("a", "b"), message(7, Buffer.concat(histogram))]),
    );
    expect(histograms).toEqual([]);
    expect(samples).toEqual([
      ['s{quantile="0.5"}', 2],
      ["s_sum", 9],
      ["s_count", 4],
      ['h_bucket{a="b",le="0.1"}', 1],
      ['h_bucket{a="b",le="1"}', 3],
      ['h_bucket{a="b",le="+Inf"}', 5],
      ['h_sum{a="b"}', 6.5],
      ['h_count{a="b"}', 5],
    ]);
  });

  it("has native histograms, and their classic buckets where there are any", () => {
    const histogram = {
      schema: 3,
      count: 14,
      sum: 20.5,
      zeroThreshold: 0.001,
      zeroCount: 2,
      positive: { indexes: [-2, -1, 3], counts: [3, 4, 3] },
      negative: { indexes: [1], counts: [1] },
      customBounds: [],
      resetHint: "unknown",
    };
    const alone = read(familyOf("h", 4, [message(7, Buffer.concat(native))]));
    expect(alone.histograms).toEqual([["h", histogram]]);
    expect(alone.samples).toEqual([]);
    expect(alone.exemplars).toHaveLength(1);
    const both = read(
      familyOf("h", 4, [message(7, Buffer.concat([...native, bucket(14, Infinity)]))]),
    );
    expect(both.histograms).toEqual(alone.histograms);
    expect(both.samples).toEqual([
      ['h_bucket{le="+Inf"}', 14],
      ["h_sum", 20.5],
      ["h_count", 14],
    ]);
  });

  it("has gauges of histograms, with counts that are no whole numbers", () => {
    const gauge = [
      double(4, 1.5),
      double(8, 0.5),
      double(6, 0.1),
      span(12, 0, 1),
      doubles(14, [1]),
    ];
    const { histograms } = read(familyOf("g", 5, [message(7, Buffer.concat(gauge))]));
    expect(histograms).toMatchObject([
      ["g", { count: 1.5, zeroCount: 0.5, positive: { counts: [1] }, resetHint: "gauge" }],
    ]);
  });

  it("may have fields that are not known", () => {
    const extra = Buffer.concat([
      integer(90, 3),
      double(91, 1),
      text(92, "x"),
      Buffer.from([0x05 | (15 << 3), 1, 2, 3, 4]),
    ]);
    const value = message(2, Buffer.concat([extra, double(1, 4)]));
    expect(read(Buffer.concat([extra, familyOf("a", 1, [extra, value])])).samples).toEqual([
      ["a", 4],
    ]);
  });

  it.each([
    [
      "is cut off",
      familyOf("a", 1, [message(2, double(1, 4))]).subarray(0, -3),
      "it ends in the middle of a message",
    ],
    ["has an odd wire type", Buffer.from([0x7b]), "there is no wire type 3"],
    [
      "has a schema from elsewhere",
      familyOf("a", 4, [message(7, Buffer.concat([signed(5, 9), integer(7, 1)]))]),
      "a histogram has the schema 9",
    ],
    [
      "has more spans than buckets",
      familyOf("a", 4, [message(7, span(12, 0, 4_000_000_000))]),
      "a histogram has too few buckets",
    ],
    [
      "has more buckets than spans",
      familyOf("a", 4, [message(7, Buffer.concat([span(12, 0, 1), deltas(13, 1, 1)]))]),
      "a histogram has too many buckets",
    ],
    [
      "has an endless number",
      Buffer.from([0x18, ...Array.from({ length: 11 }, () => 0xff)]),
      "a number is too long",
    ],
  ])("says so where it %s", (_, content, reason) => {
    const good = familyOf("good", 1, [message(2, double(1, 4))]);
    expect(() => read(good, content)).toThrow(`The metrics cannot be read after good: ${reason}.`);
    expect(() => read(content)).toThrow(`The metrics cannot be read at its start: ${reason}.`);
  });

  it("is known by its type", () => {
    const type = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily";
    expect(isProtobuf(`${type}; encoding=delimited; escaping=underscores`)).toBe(true);
    expect(isProtobuf(`${type}; encoding=text`)).toBe(false);
    expect(isProtobuf("text/plain")).toBe(false);
  });
});
