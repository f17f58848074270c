import { selfMetrics } from "@promenade/core";
import type { Prometheus } from "../prometheus/prometheus.ts";
import type { Deploy } from "./types.ts";

/** One process that ran in the time looked at. */
interface Start {
  readonly deploy: Deploy;
  /** Jobs of Prometheus under which it was scraped. */
  readonly job: string;
}

export interface DeployHistory {
  /** The version before, and the one that runs now; `undefined` when there was no deploy in that time. */
  readonly from: Deploy | undefined;
  readonly to: Deploy | undefined;
  /** When the last process of `to` started: until then both versions served. */
  readonly completedAt: number;
  /** Start of the version before `from`'s window must not reach behind this. */
  readonly fromSince: number;
  readonly services: readonly string[];
  readonly jobs: readonly string[];
}

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
    start: now - lookbackSeconds,
    end: now,
    step,
  });
  const starts: Start[] = series.flatMap(({ labels, values }) =>
    [...new Set(values.map(([, value]) => value))].map((startedAt) => ({
      job: labels["job"] ?? "",
      deploy: {
        service: labels["service_name"] ?? "",
        version: labels["version"] ?? "",
        revision: labels["revision"] ?? "",
        author: labels["author"] ?? "",
        startedAt,
      },
    })),
  );
  const deploys = starts.map(({ deploy }) => deploy).toSorted((a, b) => a.startedAt - b.startedAt);
  const runs = runsOf(deploys);
  const last = runs.at(-1);
  return {
    from: runs.at(-2)?.[0],
    to: last?.[0],
    completedAt: last?.at(-1)?.startedAt ?? 0,
    fromSince: runs.at(-2)?.[0]?.startedAt ?? 0,
    services: [...new Set(deploys.map((one) => one.service))].toSorted(),
    jobs: [...new Set(starts.map(({ job }) => job))].toSorted(),
  };
}

/** Consecutive starts of one version and revision: a restart is no deploy. */
function runsOf(deploys: readonly Deploy[]): readonly (readonly Deploy[])[] {
  const runs: Deploy[][] = [];
  for (const deploy of deploys) {
    const run = runs.at(-1);
    const previous = run?.at(-1);
    if (previous?.version === deploy.version && previous.revision === deploy.revision)
      run?.push(deploy);
    else runs.push([deploy]);
  }
  return runs;
}
