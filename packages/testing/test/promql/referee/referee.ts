import type { Engine, Labels, Range, Source } from "@promenade/promql";

/** A result in one form: by the labels of each series, `[Unix milliseconds, value]`. */
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
  const rows = result as readonly { metric: Labels; value?: Text; values?: readonly Text[] }[];
  return {
    points: new Map(
      rows.map(({ metric, value, values }) => [
        keyOf(metric),
        (values ?? [value as Text]).map(point),
      ]),
    ),
  };
}

/** What the engine says. */
export function askEngine(engine: Engine, source: Source, query: string, when: When): Answer {
  try {
    if (!("time" in when))
      return {
        points: new Map(
          engine
            .range(query, source, when)
            .map(({ labels, timestamps, values }) => [
              keyOf(labels),
              Array.from(values, (value, index) => [timestamps[index] as number, value] as const),
            ]),
        ),
      };
    const { time } = when;
    const value = engine.instant(query, source, time);
    if (value.type === "string") return { points: new Map([[value.value, []]]) };
    if (value.type === "scalar") return { points: new Map([[keyOf({}), [[time, value.value]]]]) };
    if (value.type === "vector")
      return {
        points: new Map(
          value.samples.map((sample) => [keyOf(sample.labels), [[time, sample.value]]]),
        ),
      };
    return {
      points: new Map(
        value.series.map(({ labels, timestamps, values }) => [
          keyOf(labels),
          Array.from(values, (each, index) => [timestamps[index] as number, each] as const),
        ]),
      ),
    };
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
