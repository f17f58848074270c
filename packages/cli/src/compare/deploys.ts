import { selfMetrics } from "@promenade/core";
import type { Prometheus } from "../prometheus/prometheus.ts";
import type { Deploy } from "./types.ts";

export interface DeployHistory {
  /** The version before, and the one that was deployed last; `undefined` when there was none in that time. */
  readonly from: Deploy | undefined;
  readonly to: Deploy | undefined;
  /** When the last process of the roll-out of `to` started: until then both versions served. */
  readonly completedAt: number;
  readonly services: readonly string[];
  /** Jobs of Prometheus under which the service was scraped. */
  readonly jobs: readonly string[];
}

/** Starts of a version this close together are one roll-out, seconds; a later one is a restart, or more replicas. */
const rollOutSeconds = 900;

/** Reads the deploys of a service from its start marks, at most `lookbackSeconds` back from `now` (Unix seconds). */
export async function readDeploys(
  source: Prometheus,
  options: {
    readonly service: string | undefined;
    readonly matchers: readonly string[];
    readonly now: number;
    readonly lookbackSeconds: number;
  },
): Promise<DeployHistory> {
  const { service, now, lookbackSeconds } = options;
  const own = service === undefined ? [] : [`service_name=${JSON.stringify(service)}`];
  const selector = [...own, ...options.matchers].join(", ");
  // At most 500 points a series; a process that lived for less than a step is no deploy to compare.
  const step = Math.max(1, Math.ceil(lookbackSeconds / 500));
  const series = await source.range(`${selfMetrics.started.name}{${selector}}`, {
    // The last point must be now: a deploy may be seconds old.
    start: now - step * Math.floor(lookbackSeconds / step),
    end: now,
    step,
  });
  const starts = series.flatMap(({ labels, values }) =>
    [...new Set(values.map(([, value]) => value))].map((startedAt): Deploy => ({
      service: labels["service_name"] ?? "",
      version: labels["version"] ?? "",
      revision: labels["revision"] ?? "",
      author: labels["author"] ?? "",
      startedAt,
    })),
  );
  return {
    ...historyOf(starts),
    services: distinct(starts.map((deploy) => deploy.service)),
    jobs: distinct(series.map(({ labels }) => labels["job"] ?? "")),
  };
}

/** The last deploy among the starts of processes. */
function historyOf(starts: readonly Deploy[]): Omit<DeployHistory, "services" | "jobs"> {
  const runs = joined(runsOf(starts.toSorted((a, b) => a.startedAt - b.startedAt)));
  const last = runs.at(-1) ?? [];
  return { from: runs.at(-2)?.[0], to: last[0], completedAt: endOf(last) };
}

/** While a deploy rolls out, a process of the old version may be restarted once more: it is one deploy all the same. */
function joined(runs: readonly (readonly Deploy[])[]): readonly (readonly Deploy[])[] {
  const [began = [], last = []] = [runs.at(-3), runs.at(-1)];
  const [first, again] = [began[0], last[0]];
  if (first === undefined || again === undefined || !isOneVersion(first, again)) return runs;
  if (again.startedAt - first.startedAt > rollOutSeconds) return runs;
  return joined([...runs.slice(0, -3), [...began, ...last]]);
}

/** Consecutive starts of one version: a restart is no deploy. */
function runsOf(deploys: readonly Deploy[]): readonly (readonly Deploy[])[] {
  const runs: Deploy[][] = [];
  for (const deploy of deploys) {
    const run = runs.at(-1);
    const [first] = run ?? [];
    if (first !== undefined && isOneVersion(first, deploy)) run?.push(deploy);
    else runs.push([deploy]);
  }
  return runs;
}

function isOneVersion(a: Deploy, b: Deploy): boolean {
  return a.version === b.version && a.revision === b.revision;
}

function endOf(run: readonly Deploy[]): number {
  let end = run[0]?.startedAt ?? 0;
  for (const { startedAt } of run) if (startedAt - end <= rollOutSeconds) end = startedAt;
  return end;
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted();
}
