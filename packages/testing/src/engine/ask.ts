import type { Engine, Source } from "@promenade/promql";
import type { Range, Sample, Series } from "../services/prometheus-client.ts";

/** The engine's answers in the form of those of {@link PrometheusClient}. `time` is in Unix milliseconds. */
export function ask(
  engine: Engine,
  source: Source,
  expression: string,
  time: number,
): readonly Sample[] {
  const value = engine.instant(expression, source, time);
  if (value.type === "vector") return value.samples;
  return value.type === "scalar" ? [{ labels: {}, value: value.value }] : [];
}

/** The range is in Unix seconds, as for {@link PrometheusClient.queryRange}. */
export function askRange(
  engine: Engine,
  source: Source,
  expression: string,
  { start, end, step }: Range,
): readonly Series[] {
  const milliseconds = (seconds: number): number => Math.round(seconds * 1000);
  const range = {
    start: milliseconds(start),
    end: milliseconds(end),
    step: milliseconds(step),
  };
  return engine.range(expression, source, range).map(({ labels, timestamps, values }) => ({
    labels,
    values: Array.from(
      values,
      (value, index) => [(timestamps[index] as number) / 1000, value] as const,
    ),
  }));
}
