import type { Position } from "./data/why.ts";

/** An answer that is an error, as Prometheus writes it; `position` is the preview's own. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly position: Position | undefined;

  constructor(message: string, position: Position | undefined) {
    super(message);
    this.position = position;
  }
}

/** The server did not answer at all: the app may have been stopped. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export type Labels = Readonly<Record<string, string>>;

/** A native histogram; a bucket is which of its ends belong to it, its bounds and its count. */
export interface ResultHistogram {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [number, string, string, string])[];
}

export interface ResultSeries {
  readonly metric: Labels;
  /** Of a range query: `[Unix seconds, number as text]`. */
  readonly values?: readonly (readonly [number, string])[];
  /** Of an instant query. */
  readonly value?: readonly [number, string];
  /** Points that are native histograms. */
  readonly histograms?: readonly (readonly [number, ResultHistogram])[];
  readonly histogram?: readonly [number, ResultHistogram];
}

export interface ExemplarSeries {
  readonly seriesLabels: Labels;
  readonly exemplars: readonly {
    readonly labels: Labels;
    readonly value: string;
    readonly timestamp: number;
  }[];
}

export interface Status {
  readonly service: string;
  readonly now: number;
  readonly intervalMilliseconds: number;
  readonly retentionMilliseconds: number;
  readonly series: number;
  readonly seriesLimit: number;
  readonly seriesRefused: number;
  readonly seriesDisplaced: number;
  readonly bytes: number;
  readonly bytesLimit: number;
  readonly shortenedTo: number | null;
  readonly targets: readonly {
    readonly job: string;
    readonly instance: string;
    readonly url?: string;
    readonly health: "up" | "down" | "unknown";
    readonly lastError: string;
    readonly lastScrape?: number;
    readonly lastScrapeDurationSeconds: number;
    readonly samples: number;
  }[];
}

export interface ListedDashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly panels: number;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly RuleState[];
}

export interface RuleState {
  readonly name: string;
  readonly query: string;
  readonly duration?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly state: "inactive" | "pending" | "firing";
  readonly health: string;
  readonly lastError: string;
  readonly alerts: readonly {
    readonly labels: Labels;
    readonly annotations: Labels;
    readonly state: "pending" | "firing";
    readonly activeAt: string;
    readonly value: string;
  }[];
}

type Parameters = Readonly<Record<string, string | number>>;

async function ask(path: string, parameters: Parameters = {}): Promise<unknown> {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  );
  const url = query.size === 0 ? path : `${path}?${query.toString()}`;
  const response = await fetch(url).catch(() => {
    throw new Unreachable("The preview does not answer: was the app stopped?");
  });
  const body = (await response.json().catch(() => ({}))) as { error?: string; position?: Position };
  if (!response.ok)
    throw new ApiError(body.error ?? `The preview answered ${response.status}.`, body.position);
  return body;
}

async function data(path: string, parameters?: Parameters): Promise<unknown> {
  return ((await ask(path, parameters)) as { data: unknown }).data;
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

/** The preview's HTTP API. Times are Unix milliseconds. */
export const api = {
  status: async () => (await ask("/api/preview/status")) as Status,
  dashboards: async () => (await ask("/api/preview/dashboards")) as readonly ListedDashboard[],
  dashboard: async (uid: string) => await ask(`/api/preview/dashboards/${encodeURIComponent(uid)}`),
  rules: async () => ((await data("/api/v1/rules")) as { groups: readonly RuleGroup[] }).groups,
  query: async (query: string, time: number) =>
    vectorOf(await data("/api/v1/query", { query, time: seconds(time) })),
  queryRange: async (query: string, start: number, end: number, step: number) => {
    const range = { start: seconds(start), end: seconds(end), step: seconds(step) };
    const found = await data("/api/v1/query_range", { query, ...range });
    return (found as { result: readonly ResultSeries[] }).result;
  },
  exemplars: async (query: string, start: number, end: number) =>
    (await data("/api/v1/query_exemplars", {
      query,
      start: seconds(start),
      end: seconds(end),
    })) as readonly ExemplarSeries[],
  labelValues: async (label: string, selector: string) =>
    (await data(
      `/api/v1/label/${encodeURIComponent(label)}/values`,
      selector === "" ? {} : { "match[]": selector },
    )) as readonly string[],
  labels: async () => (await data("/api/v1/labels")) as readonly string[],
  series: async (selector: string) =>
    (await data("/api/v1/series", { "match[]": selector })) as readonly Labels[],
};

/** A scalar is a series without labels. */
function vectorOf(found: unknown): readonly ResultSeries[] {
  const { resultType, result } = found as { resultType: string; result: unknown };
  return resultType === "vector" || resultType === "matrix"
    ? (result as readonly ResultSeries[])
    : [{ metric: {}, value: result as readonly [number, string] }];
}
