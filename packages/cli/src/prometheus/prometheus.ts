import { PromenadeError } from "@promenade/core";
import type { Access, Answer, Endpoint } from "../http/endpoint.ts";
import { endpoint } from "../http/endpoint.ts";

export type SeriesLabels = Readonly<Record<string, string>>;

/** One value of an instant query; a scalar has no labels. */
export interface Sample {
  readonly labels: SeriesLabels;
  readonly value: number;
}

/** One series of a range query: `[Unix seconds, value]`. */
export interface Series {
  readonly labels: SeriesLabels;
  readonly values: readonly (readonly [time: number, value: number])[];
}

/** Unix seconds. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Prometheus, or what speaks its HTTP API: Mimir, Thanos, VictoriaMetrics, Grafana Cloud, a data source's proxy. */
export interface Prometheus {
  readonly url: string;
  /** Evaluates now, or at `time` (Unix seconds). */
  instant(expression: string, time?: number): Promise<readonly Sample[]>;
  range(expression: string, range: Range): Promise<readonly Series[]>;
  /** `undefined` where the server does not have this part of the API, as Mimir has no targets. */
  get(path: string): Promise<unknown>;
}

/**
 * Connects to the HTTP API of Prometheus. Each method rejects with a PromenadeError: `PROMENADE_UNREACHABLE`,
 * `PROMENADE_UNAUTHORIZED`, `PROMENADE_NOT_PROMETHEUS`, `PROMENADE_QUERY_REFUSED`.
 * @throws PromenadeError `PROMENADE_URL_INVALID`
 */
export function prometheus(access: Access): Prometheus {
  return prometheusAt(endpoint(access), "api/v1");
}

/** As {@link prometheus}, for an API that lies elsewhere: below Grafana's proxy of a data source. */
export function prometheusAt(server: Endpoint, base: string): Prometheus {
  const ask = async (path: string, parameters: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams(parameters);
    const answer = await server.ask(`${base}/${path}`, { method: "POST", body });
    return dataOf(server.url, answer);
  };
  return {
    url: server.url,
    async instant(query, time) {
      const at = time === undefined ? undefined : { time: String(time) };
      return samplesOf(await ask("query", { query, ...at }));
    },
    async range(query, { start, end, step }) {
      const times = { start: String(start), end: String(end), step: String(step) };
      return seriesOf(await ask("query_range", { query, ...times }));
    },
    async get(path) {
      const answer = await server.ask(`${base}/${path}`);
      return answer.status === 404 ? undefined : dataOf(server.url, answer);
    },
  };
}

interface Envelope {
  readonly status?: unknown;
  readonly error?: unknown;
  readonly data?: unknown;
}

function dataOf(url: string, { status, contentType, text }: Answer): unknown {
  if (status === 401 || status === 403) {
    throw new PromenadeError(
      "PROMENADE_UNAUTHORIZED",
      `${url} answers ${status}: the credentials for Prometheus are missing, wrong, or not enough.`,
    );
  }
  const envelope = jsonOf(text) as Envelope | undefined;
  if (typeof envelope !== "object" || envelope === null || typeof envelope.status !== "string") {
    throw new PromenadeError(
      "PROMENADE_NOT_PROMETHEUS",
      `${url} answers ${status} with ${contentType === "" ? "no content type" : contentType}, not as Prometheus does. Give its base address, without /api/v1 and with its sub-path if it has one.`,
    );
  }
  if (envelope.status !== "success") {
    throw new PromenadeError(
      "PROMENADE_QUERY_REFUSED",
      `${url} refused a query: ${String(envelope.error)}`,
    );
  }
  return envelope.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function samplesOf(data: unknown): readonly Sample[] {
  const { resultType, result } = data as { readonly resultType: string; readonly result: unknown };
  if (resultType !== "vector")
    return [{ labels: {}, value: Number((result as readonly [number, string])[1]) }];
  const vector = result as readonly { metric: SeriesLabels; value: readonly [number, string] }[];
  return vector.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

function seriesOf(data: unknown): readonly Series[] {
  const { result } = data as {
    readonly result: readonly {
      readonly metric: SeriesLabels;
      readonly values?: readonly (readonly [number, string])[];
    }[];
  };
  return result.map(({ metric, values = [] }) => ({
    labels: metric,
    values: values.map(([time, value]) => [time, Number(value)] as const),
  }));
}
