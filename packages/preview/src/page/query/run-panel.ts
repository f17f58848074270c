import { api, ApiError, Unreachable, type ExemplarSeries } from "../api.ts";
import { configOf } from "../data/field-config.ts";
import type { ShownFrame } from "../data/frame.ts";
import { framesOf, hasHistograms, type TargetAnswer } from "../data/frames-of.ts";
import { transform } from "../data/transform.ts";
import type { Why } from "../data/why.ts";
import { interpolate, type Scope } from "../model/interpolate.ts";
import {
  parseInterval,
  timeVariables,
  windowsOf,
  type TimeRange,
  type Windows,
} from "../model/time.ts";
import type { PanelModel, TargetModel } from "../model/types.ts";
import { whyEmpty } from "./why-empty.ts";

/** What a panel is asked for. */
export interface Request {
  readonly panel: PanelModel;
  readonly range: TimeRange;
  /** Points that the panel has room for. */
  readonly points: number;
  readonly scrapeInterval: number;
  readonly scope: Scope;
}

export interface Result {
  readonly frames: readonly ShownFrame[];
  readonly exemplars: readonly ExemplarSeries[];
  readonly step: number;
  readonly range: TimeRange;
  readonly why: Why | undefined;
}

/** Runs the queries of a panel. What goes wrong becomes a reason, never an exception. */
export async function runPanel(request: Request): Promise<Result> {
  const { panel } = request;
  const windows = windowsFor(request, panel.interval);
  const range = rangeOf(request, windows.step);
  const done = await Promise.all(panel.targets.map((target) => runTarget(target, request)));
  const answers = done.flatMap(({ answer }) => answer ?? []);
  const failed = done.find(({ why }) => why !== undefined)?.why;
  const { frames } = transform(framesOf(answers, panel.type), panel);
  const isEmpty = answers.every(({ series }) => series.length === 0);
  const asked = done.map(({ expr }) => expr);
  return {
    frames: frames.map((frame) => ({
      refId: frame.refId,
      fields: frame.fields.map((field) => {
        const config = configOf(panel, field, field.name);
        const title = interpolate(config.displayName, request.scope).replaceAll(
          /\$\{__field\.labels\.(\w+)\}/g,
          (_, name: string) => field.labels[name] ?? "",
        );
        return { ...field, config, title: title || field.name };
      }),
    })),
    exemplars: done.flatMap(({ exemplars }) => exemplars),
    step: windows.step,
    range,
    why:
      failed ??
      (isEmpty && panel.targets.length > 0 ? await whyEmpty(asked) : noQuery(panel)) ??
      (answers.some(hasHistograms) ? onlyHistograms : undefined),
  };
}

/** Shown where nothing else is. */
const onlyHistograms: Why = {
  kind: "empty",
  text: "These are native histograms, and this panel shows numbers. Take histogram_quantile(), histogram_count() or histogram_avg() of them, or a heat map.",
};

function noQuery({ targets, foreignSource }: PanelModel): Why | undefined {
  if (targets.length > 0) return undefined;
  return {
    kind: "empty",
    text:
      foreignSource === undefined
        ? "This panel has no PromQL query."
        : `This panel asks a data source of the kind “${foreignSource}”; here is only Prometheus.`,
  };
}

interface Done {
  readonly expr: string;
  readonly answer?: TargetAnswer;
  readonly exemplars: readonly ExemplarSeries[];
  readonly why?: Why;
}

async function runTarget(target: TargetModel, request: Request): Promise<Done> {
  const { scope } = request;
  const windows = windowsFor(
    request,
    interpolate(target.interval, scope) || request.panel.interval,
  );
  const range = rangeOf(request, windows.step);
  const builtIns = { ...scope.builtIns, ...timeVariables(request.range, windows) };
  const filled = { ...scope, builtIns };
  const expr = interpolate(target.expr, filled, "promql");
  const legend = interpolate(target.legend, filled);
  try {
    if (target.isInstant) {
      const series = await api.query(expr, request.range.to);
      return { expr, answer: { target, series, legend, times: [] }, exemplars: [] };
    }
    const [series, exemplars] = await Promise.all([
      api.queryRange(expr, range.from, range.to, windows.step),
      target.hasExemplars
        ? api.exemplars(expr, request.range.from, request.range.to).catch(() => [])
        : [],
    ]);
    const count = Math.floor((range.to - range.from) / windows.step) + 1;
    const times = Array.from({ length: count }, (_, index) => range.from + index * windows.step);
    const isTable = target.format === "table";
    return { expr, answer: { target, series, legend, times: isTable ? [] : times }, exemplars };
  } catch (error) {
    return { expr, exemplars: [], why: whyFailed(error, expr) };
  }
}

function whyFailed(error: unknown, expr: string): Why {
  if (error instanceof Unreachable) return { kind: "error", text: error.message };
  const text =
    error instanceof Error ? error.message.replace(/ \[PROMENADE_\w+\]$/, "") : String(error);
  return {
    kind: "error",
    text,
    expr,
    position: error instanceof ApiError ? error.position : undefined,
  };
}

function windowsFor({ panel, range, points, scrapeInterval }: Request, interval: string): Windows {
  const shortest = Math.max(scrapeInterval, parseInterval(interval) ?? 0);
  return windowsOf(
    range,
    Math.min(points, panel.maxDataPoints ?? points),
    scrapeInterval,
    shortest,
  );
}

/** On whole steps, as in Grafana: the points stay where they are while time goes on. */
function rangeOf({ range }: Request, step: number): TimeRange {
  return { from: Math.floor(range.from / step) * step, to: Math.floor(range.to / step) * step };
}
