import { selfMetrics } from "@promenade/core";
import type { Prometheus } from "../prometheus/prometheus.ts";
import type { Examination } from "./examination.ts";

/** Something that Prometheus scrapes. */
export interface Target {
  readonly job: string;
  readonly instance: string;
  readonly url: string;
  readonly health: string;
  readonly lastError: string;
}

/** What Prometheus scrapes now; `undefined` where it does not tell, as Mimir and Grafana Cloud. */
export async function targetsOf(source: Prometheus): Promise<readonly Target[] | undefined> {
  const data = (await source.get("targets?state=active")) as
    | { readonly activeTargets?: readonly RawTarget[] }
    | undefined;
  return data?.activeTargets?.map(({ labels, scrapeUrl, health, lastError }) => ({
    job: labels["job"] ?? "",
    instance: labels["instance"] ?? "",
    url: scrapeUrl,
    health,
    lastError,
  }));
}

interface RawTarget {
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapeUrl: string;
  readonly health: string;
  readonly lastError: string;
}

/** The targets that look like the app's metrics: the same port and path, whatever the host is called from there. */
export function similar(targets: readonly Target[], metricsUrl: string): readonly Target[] {
  const wanted = new URL(metricsUrl);
  return targets.filter(({ url }) => {
    const found = URL.parse(url);
    return found !== null && found.port === wanted.port && found.pathname === wanted.pathname;
  });
}

/** Where the app's series are in Prometheus: job and instance of each process. */
export function processesOf(
  examination: Examination,
): Promise<readonly { readonly job: string; readonly instance: string }[]> {
  return examination.recall("processes", async () => {
    const source = examination.prometheus();
    const selector = await examination.selector();
    const samples = (await source?.instant(`${selfMetrics.started.name}{${selector}}`)) ?? [];
    return samples.map(({ labels }) => ({
      job: labels["job"] ?? "",
      instance: labels["instance"] ?? "",
    }));
  });
}

/** The jobs of the app, as a regular expression for a matcher. */
export async function jobPattern(examination: Examination): Promise<string> {
  const jobs = new Set((await processesOf(examination)).map(({ job }) => job));
  return [...jobs].map((job) => job.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join("|");
}
