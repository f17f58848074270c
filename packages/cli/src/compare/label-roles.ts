import type { MetricDefinition } from "@promenade/core";

/** A label with the values that mean failure, as a regular expression. */
export interface Fault {
  readonly label: string;
  readonly failed: string;
}

/** Labels that say how something ended. It failed when any of those that a metric has says so. */
const faults: readonly Fault[] = [
  { label: "http_response_status_code", failed: "5.." },
  {
    label: "outcome",
    failed:
      "error|failed|failure|partial|invalid|timeout|rollback|abort|aborted|lost|retried|rejected",
  },
  { label: "error_type", failed: ".+" },
];

/** Counters whose every increment is bad news, by name. */
export const faultName: RegExp =
  /_(?:errors?|fail\w*|timeouts?|retries|stalled|abort\w*|reject\w*|exceptions?|crashes|dropped|lost|overflows|warnings|n_plus_one|disconnects|throttled)(?:_|$)/;

/** Labels that split an operation over machines or shards, which a deploy reshuffles. */
const details: ReadonlySet<string> = new Set(["partition", "broker"]);

/** Gauges that grow with the age of the process, only name something, or count without end. */
const meaningless =
  /_(?:info|timestamp_seconds|start_time_seconds|uptime_seconds|peak_bytes|offset|poll_success)$/;

/** Gauges of which more is bad: what waits, piles up, or leaks. */
const pile = /_(?:pending|lag|waiting|oldest|queue|in_flight|detached)(?:_|$)/;

/** Gauges of what there is to use: neither direction is good or bad. */
const capacity = /_(?:limit|max|available|size|free|capacity)(?:_|$)/;

export function faultsOf(labels: readonly string[]): readonly Fault[] {
  return faults.filter(({ label }) => labels.includes(label));
}

export function isDetail(label: string): boolean {
  return details.has(label);
}

export function isMeaningless({ type, name }: MetricDefinition): boolean {
  return (type === "gauge" && meaningless.test(name)) || name.startsWith("promenade_");
}

/** Whether a gauge that rises is bad news: ages, memory, and what waits. */
export function isBadWhenHigh({ name, unit }: MetricDefinition): boolean {
  if (capacity.test(name) && !pile.test(name)) return false;
  return unit === "seconds" || unit === "bytes" || pile.test(name);
}

/** Whether a histogram of counts that rises is bad news: queries per request, attempts per job. */
export function isBadWhenMany({ name }: MetricDefinition): boolean {
  return /_(?:per_\w+|attempts)$/.test(name);
}

/** Whether a resource is one that is at rest: more of it is no cost. */
export function isAtRest(labels: Readonly<Record<string, string>>): boolean {
  return Object.values(labels).includes("idle");
}
