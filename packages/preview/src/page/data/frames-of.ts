import type { Labels, ResultSeries } from "../api.ts";
import type { TargetModel } from "../model/types.ts";
import type { Cell, Field, Frame } from "./frame.ts";
import { bucketFrames } from "./native-histograms.ts";
import { toNumber } from "./numbers.ts";

/** The answer to one target. */
export interface TargetAnswer {
  readonly target: TargetModel;
  readonly series: readonly ResultSeries[];
  /** The legend, with the dashboard's variables filled in. */
  readonly legend: string;
  /** Range queries: the times that were asked, in Unix milliseconds. */
  readonly times: readonly number[];
}

/**
 * One frame a series; tables get one frame a target, in which each series is a line. Native histograms are for heat maps, with
 * one frame a bucket; other panels show numbers, as Grafana's do.
 */
export function framesOf(answers: readonly TargetAnswer[], panelType = ""): readonly Frame[] {
  const tables = answers.filter(({ target }) => target.format === "table").length;
  return answers.flatMap((answer) => {
    if (panelType === "heatmap" && hasHistograms(answer)) return bucketFrames(answer);
    return answer.target.format === "table"
      ? [tableFrame(answer, tables > 1)]
      : seriesFrames(answer);
  });
}

/** Whether an answer has native histograms. */
export function hasHistograms({ series }: TargetAnswer): boolean {
  return series.some(
    ({ histogram, histograms }) => histogram !== undefined || histograms !== undefined,
  );
}

function seriesFrames({ target, series, legend, times }: TargetAnswer): readonly Frame[] {
  const { refId } = target;
  const numbers = series.filter(({ values, value }) => values !== undefined || value !== undefined);
  return numbers.map(({ metric, values, value }) => {
    const name = seriesName(metric, legend, target.expr);
    const points = values ?? (value === undefined ? [] : [value]);
    const byTime = new Map(points.map(([time, each]) => [Math.round(time * 1000), toNumber(each)]));
    const axis = times.length > 0 ? times : [...byTime.keys()];
    const common = { labels: metric, refId };
    return {
      refId,
      fields: [
        { ...common, name: "Time", kind: "time", values: axis },
        { ...common, name, kind: "number", values: axis.map((time) => byTime.get(time) ?? null) },
      ] satisfies readonly Field[],
    };
  });
}

function tableFrame({ target, series }: TargetAnswer, isOneOfMany: boolean): Frame {
  const { refId } = target;
  const rows = series.flatMap(({ metric, value, values }) =>
    (values ?? (value === undefined ? [] : [value])).map(([time, each]) => ({
      metric,
      time,
      each,
    })),
  );
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].toSorted();
  const column = (name: string, kind: Field["kind"], values: readonly Cell[]): Field => ({
    name,
    kind,
    values,
    labels: {},
    refId,
  });
  return {
    refId,
    fields: [
      column(
        "Time",
        "time",
        rows.map(({ time }) => time * 1000),
      ),
      ...labels.map((label) =>
        column(
          label,
          "string",
          rows.map(({ metric }) => metric[label] ?? null),
        ),
      ),
      column(
        isOneOfMany ? `Value #${refId}` : "Value",
        "number",
        rows.map(({ each }) => toNumber(each)),
      ),
    ],
  };
}

/** `{{label}}` filled in; without a legend, the series as PromQL writes it. */
export function seriesName(labels: Labels, legend: string, expr: string): string {
  if (legend !== "" && legend !== "__auto")
    return legend.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => labels[name] ?? "");
  const { __name__: name = "", ...rest } = labels;
  const pairs = Object.entries(rest).map(([label, value]) => `${label}="${value}"`);
  if (pairs.length === 0) return name === "" ? expr : name;
  return `${name}{${pairs.join(", ")}}`;
}
