import type { Plugin } from "@promenade/core";
import { expressionsOf, substituteVariables } from "@promenade/dashboard";
import { boardsOf, definitionsOf } from "@promenade/grafana";
import { messageOf } from "../errors.ts";
import type { Prometheus } from "../prometheus/prometheus.ts";
import { groupBy } from "./group.ts";
import { hasSeries } from "./page.ts";

export interface PanelCheck {
  readonly plugin: string;
  readonly dashboard: string;
  readonly panel: string;
  /** `data`; `waiting` for a metric that has no series yet; `quiet`: its metric has series, and none to show; `broken`. */
  readonly state: "data" | "waiting" | "quiet" | "broken";
  /** The metric that it waits for, or the error. */
  readonly reason: string;
}

const concurrency = 4;

/** Asks every query of every panel, and says of each that has no data why. */
export async function checkPanels(
  source: Prometheus,
  plugins: readonly Plugin[],
  stored: ReadonlySet<string>,
  job: string,
): Promise<readonly PanelCheck[]> {
  const metrics = plugins.flatMap(definitionsOf).map(({ name }) => name);
  const panels = (await boardsOf(plugins)).flatMap(({ plugin, dashboards }) =>
    dashboards.flatMap((dashboard) => {
      const queries = groupBy(expressionsOf(dashboard), ({ panel, row }) =>
        row === undefined ? panel : `${row} / ${panel}`,
      );
      return queries.map(([panel, expressions]) => ({
        plugin,
        dashboard: dashboard.title ?? dashboard.uid,
        panel,
        queries: expressions.map(({ expr }) => substituteVariables(expr, { job })),
      }));
    }),
  );
  const checks: PanelCheck[] = [];
  const queue = [...panels.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, { queries, ...panel }] = next;
      checks[index] = { ...panel, ...(await stateOf(source, queries, metrics, stored)) };
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return checks;
}

async function stateOf(
  source: Prometheus,
  queries: readonly string[],
  metrics: readonly string[],
  stored: ReadonlySet<string>,
): Promise<Pick<PanelCheck, "state" | "reason">> {
  for (const query of queries) {
    try {
      const samples = await source.instant(query);
      if (samples.some(({ value }) => Number.isFinite(value))) return { state: "data", reason: "" };
    } catch (error) {
      return { state: "broken", reason: messageOf(error) };
    }
  }
  const used = metrics.filter((name) => queries.some((query) => mentions(query, name)));
  const waited = used.find((name) => !hasSeries(stored, name));
  return waited === undefined
    ? { state: "quiet", reason: "" }
    : { state: "waiting", reason: waited };
}

function mentions(query: string, metric: string): boolean {
  return new RegExp(String.raw`\b${metric}(?:_bucket|_count|_sum)?\b`).test(query);
}
