import type {
  Engine,
  Labels,
  NativeHistogram,
  Range,
  RangeSeries,
  Source,
} from "@promenade/promql";
import { nameOf, partsOf, withPart, type Parts } from "./histogram-parts.ts";

/**
 * A result in one form: by the labels of each series, `[Unix milliseconds, value]`. Each number of a native histogram is a series
 * of its own.
 */
export type Points = ReadonlyMap<string, readonly (readonly [time: number, value: number])[]>;

export type Answer = { readonly points: Points } | { readonly error: string };

/** At one time, or over a range. */
export type When = { readonly time: number } | Range;

interface Response {
  readonly status: string;
  readonly error?: string;
  readonly errorType?: string;
  readonly data?: { readonly resultType: string; readonly result: unknown };
}

type Text = readonly [seconds: number, value: string];

interface HistogramText {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [number, string, string, string])[];
}

interface Row {
  readonly metric: Labels;
  readonly value?: Text;
  readonly values?: readonly Text[];
  readonly histogram?: readonly [number, HistogramText];
  readonly histograms?: readonly (readonly [number, HistogramText])[];
}

type Point = readonly [time: number, value: number];

/** Series with the points of numbers, and of histograms in parts. */
class Collected {
  readonly points = new Map<string, Point[]>();

  add(labels: Labels, time: number, value: number): void {
    const key = keyOf(labels);
    const points = this.points.get(key) ?? [];
    this.points.set(key, points);
    points.push([time, value]);
  }

  addParts(labels: Labels, time: number, parts: Parts): void {
    for (const [name, value] of parts) this.add(withPart(labels, name), time, value);
  }
}

/** What Prometheus says. */
export async function askPrometheus(url: string, query: string, when: When): Promise<Answer> {
  const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);
  const isInstant = "time" in when;
  const parameters: Record<string, string> = isInstant
    ? { query, time: seconds(when.time) }
    : { query, start: seconds(when.start), end: seconds(when.end), step: seconds(when.step) };
  const response = await fetch(`${url}/api/v1/${isInstant ? "query" : "query_range"}`, {
    method: "POST",
    body: new URLSearchParams(parameters),
  });
  const { status, error, errorType, data } = (await response.json()) as Response;
  if (status !== "success") return { error: `${errorType ?? ""}: ${error ?? ""}` };
  const { resultType, result } = data as NonNullable<Response["data"]>;
  const point = ([time, value]: Text): readonly [number, number] => [
    Math.round(time * 1000),
    readValue(value),
  ];
  if (resultType === "scalar") return { points: new Map([[keyOf({}), [point(result as Text)]]]) };
  if (resultType === "string") return { points: new Map([[(result as Text)[1], []]]) };
  const collected = new Collected();
  for (const { metric, value, values, histogram, histograms } of result as readonly Row[]) {
    for (const each of values ?? (value === undefined ? [] : [value]))
      collected.add(metric, ...point(each));
    for (const [time, each] of histograms ?? (histogram === undefined ? [] : [histogram]))
      collected.addParts(metric, Math.round(time * 1000), partsOfText(each));
  }
  return collected;
}

function partsOfText({ count, sum, buckets = [] }: HistogramText): Parts {
  return [
    ["count", readValue(count)],
    ["sum", readValue(sum)],
    ...buckets.map(
      ([rule, lower, upper, inside]) =>
        [nameOf(rule, readValue(lower), readValue(upper)), readValue(inside)] as const,
    ),
  ];
}

/** What the engine says. */
export function askEngine(engine: Engine, source: Source, query: string, when: When): Answer {
  const collected = new Collected();
  const add = (labels: Labels, time: number, value: number | NativeHistogram): void => {
    if (typeof value === "number") collected.add(labels, time, value);
    else collected.addParts(labels, time, partsOf(value));
  };
  const addAll = (all: readonly RangeSeries[]): void => {
    for (const { labels, timestamps, values, histograms = [] } of all) {
      for (const [index, value] of values.entries())
        add(labels, timestamps[index] as number, value);
      for (const { timestamp, histogram } of histograms) add(labels, timestamp, histogram);
    }
  };
  try {
    if (!("time" in when)) {
      addAll(engine.range(query, source, when));
      return collected;
    }
    const { time } = when;
    const value = engine.instant(query, source, time);
    if (value.type === "string") return { points: new Map([[value.value, []]]) };
    if (value.type === "scalar") add({}, time, value.value);
    else if (value.type === "matrix") addAll(value.series);
    else
      for (const { labels, value: number, histogram } of value.samples)
        add(labels, time, histogram ?? number);
    return collected;
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** How two answers differ; `undefined` when they do not. Numbers may differ by 1e-9 of their size. */
export function differenceOf(expected: Answer, actual: Answer): string | undefined {
  if ("error" in expected)
    return "error" in actual ? undefined : `Prometheus refuses it: ${expected.error}`;
  if ("error" in actual) return `Prometheus answers it, the engine does not: ${actual.error}`;
  for (const key of actual.points.keys())
    if (!expected.points.has(key)) return `${key} is too much`;
  for (const [key, points] of expected.points) {
    const found = actual.points.get(key);
    if (found === undefined) return `${key} is missing`;
    if (found.length !== points.length)
      return `${key} has ${found.length} points, not ${points.length}: ${String(points.map(([time]) => time).filter((time) => !found.some(([other]) => other === time)))}`;
    for (const [index, [time, value]] of points.entries()) {
      const [foundTime, foundValue] = found[index] as readonly [number, number];
      if (time !== foundTime || !isClose(value, foundValue))
        return `${key} at ${time} is ${value}, not ${foundValue} at ${foundTime}`;
    }
  }
  return undefined;
}

function isClose(one: number, other: number): boolean {
  if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return true;
  return Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other)) + 1e-12;
}

function keyOf(labels: Labels): string {
  return JSON.stringify(
    Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function readValue(text: string): number {
  if (text === "+Inf") return Infinity;
  return text === "-Inf" ? -Infinity : Number(text);
}
