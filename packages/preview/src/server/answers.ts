import {
  bucketsOf,
  PromqlError,
  type NativeHistogram,
  type RangeSeries,
  type Value,
} from "@promenade/promql";
import { BadRequest } from "./parameters.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export function success(data: unknown): Answer {
  return { status: 200, body: { status: "success", data } };
}

/** An error as Prometheus' API writes it; `position` is ours, so that the page can point at the place. */
export function failure(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof BadRequest)
    return { status: 400, body: { status: "error", errorType: "bad_data", error: message } };
  if (error instanceof PromqlError) {
    const isBad = ["PROMENADE_PROMQL_SYNTAX", "PROMENADE_PROMQL_TYPE"].includes(error.code);
    const { position, code } = error;
    const errorType = isBad ? "bad_data" : "execution";
    return {
      status: isBad ? 400 : 422,
      body: { status: "error", errorType, error: message, code, position },
    };
  }
  return { status: 500, body: { status: "error", errorType: "internal", error: message } };
}

export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  return String(value);
}

/** A native histogram as Prometheus' API writes it. A bucket begins with the number that says which of its ends are its own. */
function histogramData(histogram: NativeHistogram): unknown {
  const buckets = bucketsOf(histogram)
    .filter(({ count }) => count !== 0)
    .map(({ lower, upper, isLowerIncluded, isUpperIncluded, count }) => [
      isLowerIncluded ? (isUpperIncluded ? 3 : 1) : isUpperIncluded ? 0 : 2,
      ...[lower, upper, count].map(numberText),
    ]);
  return {
    count: numberText(histogram.count),
    sum: numberText(histogram.sum),
    ...(buckets.length === 0 ? {} : { buckets }),
  };
}

export function matrixData(series: readonly RangeSeries[]): unknown {
  return {
    resultType: "matrix",
    result: series.map(({ labels, timestamps, values, histograms }) => ({
      metric: labels,
      ...(timestamps.length === 0
        ? {}
        : {
            values: Array.from(timestamps, (time, index) => [
              time / 1000,
              numberText(values[index] ?? Number.NaN),
            ]),
          }),
      ...(histograms === undefined
        ? {}
        : {
            histograms: histograms.map(({ timestamp, histogram }) => [
              timestamp / 1000,
              histogramData(histogram),
            ]),
          }),
    })),
  };
}

export function valueData(value: Value): unknown {
  const seconds = value.timeMilliseconds / 1000;
  switch (value.type) {
    case "matrix":
      return matrixData(value.series);
    case "vector":
      return {
        resultType: "vector",
        result: value.samples.map(({ labels, value: each, histogram }) => ({
          metric: labels,
          ...(histogram === undefined
            ? { value: [seconds, numberText(each)] }
            : { histogram: [seconds, histogramData(histogram)] }),
        })),
      };
    case "scalar":
      return { resultType: "scalar", result: [seconds, numberText(value.value)] };
    case "string":
      return { resultType: "string", result: [seconds, value.value] };
  }
}
