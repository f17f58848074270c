import { check, PromenadeError, type Check, type Checks, type Plugin } from "@promenade/core";
import type { RuleFile } from "@promenade/dashboard";
import { parseDuration } from "@promenade/promql";
import type { SampledTarget } from "./sampler/index.ts";

/** A duration as Prometheus writes it: `5s`, `30m`. */
export type Duration = `${number}${"ms" | "s" | "m" | "h"}`;

/** A metrics endpoint. */
export interface PreviewTarget {
  /**
   * `http://127.0.0.1:9464/metrics`; without a path, `/metrics` is meant. It may carry `user:password@`, which is sent
   * to the endpoint and shown nowhere.
   */
  readonly url: string;
  /** Default "app". */
  readonly job?: string;
  /** Default: host and port of the URL. */
  readonly instance?: string;
}

/** What the plugin and the command have in common. */
export interface PreviewOptions {
  /** Where the page is, on 127.0.0.1. Default 9465, or one of the next 20 when it is taken; 0: any free one. */
  readonly port?: number;
  /** Other metrics endpoints that are shown too. */
  readonly targets?: readonly PreviewTarget[];
  /** Between two scrapes: 1 s to 1 min. Default `5s`. */
  readonly interval?: Duration;
  /** How long samples are kept, in memory: 1 min to 24 h. Default `30m`. */
  readonly retention?: Duration;
  /** Further dashboards: classic Grafana JSON. */
  readonly dashboards?: readonly object[];
}

export interface StartPreviewOptions extends PreviewOptions {
  /** Whose dashboards and alerts are shown; nothing of them runs. */
  readonly plugins?: readonly Plugin[];
  /** Further alerts: the content of Prometheus rule files. */
  readonly rules?: readonly RuleFile[];
  /** Names the page. */
  readonly service?: string;
}

const duration =
  (least: Duration, most: Duration): Check =>
  (value) => {
    const time = typeof value === "string" ? parseDuration(value) : undefined;
    const isFine =
      time !== undefined &&
      time >= (parseDuration(least) ?? 0) &&
      time <= (parseDuration(most) ?? 0);
    return isFine ? undefined : `a duration from "${least}" to "${most}"`;
  };

const targetList: Check = (value) =>
  Array.isArray(value) && value.every((each: Partial<PreviewTarget> | null) => isTarget(each))
    ? undefined
    : 'a list of metrics endpoints: [{ url: "http://127.0.0.1:9464/metrics", job: "shop" }]';

export const previewChecks = {
  port: check.integer(0, 65_535),
  targets: targetList,
  interval: duration("1s", "1m"),
  retention: duration("1m", "24h"),
  dashboards: check.list,
} satisfies Checks<PreviewOptions>;

export const startChecks = {
  ...previewChecks,
  plugins: check.list,
  rules: check.list,
  service: check.string,
} satisfies Checks<StartPreviewOptions>;

/** The options as numbers, with the defaults. */
export function settingsOf(options: PreviewOptions): {
  readonly port: number;
  readonly targets: readonly SampledTarget[];
  readonly intervalMilliseconds: number;
  readonly retentionMilliseconds: number;
} {
  const { port = 9465, interval = "5s", retention = "30m", targets = [] } = options;
  return {
    port,
    targets: targets.map(sampledTarget),
    intervalMilliseconds: parseDuration(interval) ?? 5000,
    retentionMilliseconds: parseDuration(retention) ?? 1_800_000,
  };
}

function sampledTarget(target: PreviewTarget): SampledTarget {
  const url = new URL(target.url);
  if (url.pathname === "/") url.pathname = "/metrics";
  return { url: url.href, job: target.job ?? "app", instance: target.instance ?? url.host };
}

function isTarget(target: Partial<PreviewTarget> | null): boolean {
  if (typeof target?.url !== "string" || !URL.canParse(target.url)) return false;
  const { job = "a", instance = "a" } = target;
  return (
    /^https?:$/.test(new URL(target.url).protocol) &&
    [job, instance].every((each) => typeof each === "string" && each !== "")
  );
}

/** @throws PromenadeError `PROMENADE_PREVIEW_TARGET_DUPLICATE` */
export function refuseTwins(targets: readonly SampledTarget[]): void {
  const seen = new Set<string>();
  for (const { job, instance } of targets) {
    const key = JSON.stringify([job, instance]);
    if (seen.has(key))
      throw new PromenadeError(
        "PROMENADE_PREVIEW_TARGET_DUPLICATE",
        `Two targets of the preview have job "${job}" and instance "${instance}", so their series would be the same. Give one of them another \`job\` or \`instance\`.`,
      );
    seen.add(key);
  }
}
