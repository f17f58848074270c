import type { Plugin } from "@promenade/core";
import type { PrometheusClient, RunResult } from "@promenade/testing/services";

export interface ExposedSeries {
  readonly line: string;
  readonly value: number;
}

export function seriesIn(exposition: string): readonly ExposedSeries[] {
  return exposition
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ line, value: Number(line.slice(line.lastIndexOf(" ") + 1)) }));
}

/**
 * Metrics of the plugins that had no series at all. A panel shows 0 for what never happened, and for a name that nobody
 * records too: this tells them apart.
 */
export async function unrecordedIn(
  prometheus: PrometheusClient,
  job: string,
  plugins: readonly Plugin[],
): Promise<readonly string[]> {
  const found = await prometheus.query(`count by (__name__) (last_over_time({job="${job}"}[5m]))`);
  const names = new Set(found.map(({ labels }) => labels["__name__"]));
  return plugins
    .flatMap(({ metrics }) => Object.values(metrics))
    .filter(({ name, type }) => !names.has(type === "histogram" ? `${name}_count` : name))
    .map(({ name }) => name)
    .toSorted();
}

/** Advice against names that OpenTelemetry prescribes: its `db.client.connection.count` is a gauge. */
const conventional =
  /^db_client_connection_count non-histogram and non-summary metrics should not have "_count" suffix$/;

/** What `promtool check metrics` has to say. */
export function adviceOf({ stdout, stderr }: RunResult): readonly string[] {
  return `${stdout}\n${stderr}`
    .split("\n")
    .filter((line) => line !== "" && !conventional.test(line));
}
