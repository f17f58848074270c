import { PromenadeError, selfMetrics } from "@promenade/core";
import type { Prometheus } from "../prometheus/prometheus.ts";
import type { DeployHistory } from "./deploys.ts";
import { median } from "./statistics/robust.ts";
import type { Plan, Window } from "./types.ts";

export interface WindowOptions {
  /** Both given: no deploy mark is looked for. */
  readonly before?: Window | undefined;
  readonly after?: Window | undefined;
  /** Takes the place of the deploy mark. Unix seconds. */
  readonly at?: number | undefined;
  /** Longest length of each window. */
  readonly windowSeconds: number;
  /** Left out after a start: caches are cold, code is not compiled. */
  readonly settleSeconds: number;
  readonly now: number;
}

/** Scrapes that a part needs: a rate over fewer is mostly rounding. */
const scrapesPerPart = 4;
/** Parts that a window needs: fewer cannot tell a change from chance. */
const leastParts = 6;
const mostParts = 20;

/**
 * The two windows: up to the first start of the new version, and from when all its processes have settled.
 * @throws PromenadeError `PROMENADE_COMPARE_NO_DEPLOY`, `PROMENADE_COMPARE_TOO_EARLY`
 */
export function windowsOf(
  history: DeployHistory,
  options: WindowOptions,
): { readonly before: Window; readonly after: Window } {
  if (options.before !== undefined && options.after !== undefined)
    return { before: options.before, after: options.after };
  const { now, windowSeconds, settleSeconds } = options;
  const mark = options.at ?? history.to?.startedAt;
  if (mark === undefined || (options.at === undefined && history.from === undefined)) {
    const running = history.to === undefined ? "" : `: only ${nameOf(history.to)} ran`;
    throw new PromenadeError(
      "PROMENADE_COMPARE_NO_DEPLOY",
      `No deploy in the time looked at${running}. Look back further with --lookback 7d, or give the moment with --at, or both windows with --before and --after. A deploy is seen by the version or revision that the app reports.`,
    );
  }
  const settled = (options.at ?? history.completedAt) + settleSeconds;
  const after = { start: settled, end: Math.min(now, settled + windowSeconds) };
  if (after.end <= after.start) {
    throw new PromenadeError(
      "PROMENADE_COMPARE_TOO_EARLY",
      `The deploy is younger than the ${settleSeconds} s that it is given to settle. Try again later, or give less with --settle.`,
    );
  }
  const length = Math.max(after.end - after.start, Math.min(windowSeconds, 300));
  const since = options.at === undefined ? (history.from?.startedAt ?? 0) + settleSeconds : 0;
  return { before: { start: Math.max(mark - length, since), end: mark }, after };
}

function nameOf({ version, revision }: { version: string; revision: string }): string {
  return [version, revision.slice(0, 9)].filter((part) => part !== "").join(" ") || "one version";
}

/**
 * Cuts both windows into parts of the same length, and leaves out those in which the service was not scraped.
 * @throws PromenadeError `PROMENADE_COMPARE_NO_DATA`, `PROMENADE_COMPARE_TOO_EARLY`
 */
export async function plansOf(
  source: Prometheus,
  selector: string,
  windows: { readonly before: Window; readonly after: Window },
): Promise<{ readonly before: Plan; readonly after: Plan }> {
  const anchor = `${selfMetrics.started.name}{${selector}}`;
  const intervals = [
    await scrapeInterval(source, anchor, windows.before),
    await scrapeInterval(source, anchor, windows.after),
  ];
  // A busy machine is scraped late in one window; that must not leave the other with too few parts.
  const interval = Math.max(Math.min(...intervals), 0.75 * Math.max(...intervals));
  const longest = Math.max(...Object.values(windows).map(lengthOf));
  const partSeconds = Math.max(
    Math.max(1, Math.round(scrapesPerPart * interval)),
    Math.ceil(longest / mostParts),
  );
  const plan = async (window: Window, name: string): Promise<Plan> => {
    const count = Math.floor(lengthOf(window) / partSeconds);
    if (count < leastParts) {
      throw new PromenadeError(
        "PROMENADE_COMPARE_TOO_EARLY",
        `The window ${name} the deploy is ${Math.round(lengthOf(window))} s long; ${leastParts * partSeconds} s are needed, because Prometheus scrapes every ${Math.round(interval)} s. Wait, or give longer windows with --before and --after.`,
      );
    }
    const scraped = await scrapedParts(source, anchor, window, partSeconds, count);
    return { window, partSeconds, scraped };
  };
  return {
    before: await plan(windows.before, "before"),
    after: await plan(windows.after, "after"),
  };
}

function lengthOf({ start, end }: Window): number {
  return end - start;
}

async function scrapeInterval(source: Prometheus, anchor: string, window: Window): Promise<number> {
  const seconds = Math.floor(lengthOf(window));
  // Between the first and the last scrape of a process: one that lived for a part of the window counts too.
  const scrapeTimes = `timestamp(${anchor})[${seconds}s:${Math.ceil(seconds / 600)}s]`;
  const span = `(max_over_time(${scrapeTimes}) - min_over_time(${scrapeTimes}))`;
  const count = `count_over_time(${anchor}[${seconds}s])`;
  const [shortest] = await source.instant(`min(${span} / (${count} - 1 > 2))`, window.end);
  if (shortest === undefined || !(shortest.value > 0)) {
    throw new PromenadeError(
      "PROMENADE_COMPARE_NO_DATA",
      `Prometheus (${source.url}) has hardly a scrape of this service between ${new Date(window.start * 1000).toISOString()} and ${new Date(window.end * 1000).toISOString()}. \`promenade doctor\` says why, if that is so now.`,
    );
  }
  return shortest.value;
}

async function scrapedParts(
  source: Prometheus,
  anchor: string,
  window: Window,
  partSeconds: number,
  count: number,
): Promise<readonly number[]> {
  const start = window.start + partSeconds;
  const end = window.start + partSeconds * count;
  const query = `sum(count_over_time(${anchor}[${partSeconds}s]))`;
  const [series] = await source.range(query, { start, end, step: partSeconds });
  const scrapes = series?.values ?? [];
  // A part at the edge of a stop or an outage has fewer, and its rates would be too low.
  const least = median(scrapes.map(([, value]) => value)) * 0.6;
  return scrapes
    .filter(([, value]) => value >= least)
    .map(([time]) => Math.round((time - start) / partSeconds));
}
