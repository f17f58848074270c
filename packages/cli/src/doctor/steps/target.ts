import { messageOf } from "../../errors.ts";
import type { Examination } from "../examination.ts";
import { few, ok, problem, type Finding, type Step } from "../step.ts";
import { processesOf, similar, targetsOf, type Target } from "../targets.ts";

/** Prometheus scrapes this app, and under the job that it should. */
export const target: Step = {
  name: "target",
  about: "the app as Prometheus's target",
  needs: ["set-up", "prometheus"],
  examine: async (examination) => {
    const { job: wanted } = examination.patient;
    const processes = await processesOf(examination);
    if (processes.length === 0) return await whyNot(examination);
    const jobs = [...new Set(processes.map(({ job }) => job))];
    if (wanted !== undefined && !jobs.includes(wanted))
      return problem(
        `Prometheus scrapes the app as job "${few(jobs)}", not "${wanted}"`,
        `Rename the job in its scrape configuration (job_name: ${wanted}), or choose "${jobs[0] ?? ""}" in the dashboards' drop-down.`,
      );
    return ok(
      `Prometheus scrapes ${few(processes.map(({ instance }) => instance))} as job ${few(jobs)}`,
    );
  },
};

async function whyNot(examination: Examination): Promise<Finding> {
  const access = await examination.metrics();
  const source = examination.prometheus();
  const targets = source === undefined ? undefined : await targetsOf(source);
  if (access === undefined || targets === undefined)
    return problem(
      "Prometheus has no series of this app",
      "Point its scrape configuration, or the collector before it, at the app's metrics.",
    );
  const url = new URL(access.url);
  const candidates = similar(targets, access.url);
  const down = candidates.find(({ health }) => health === "down");
  if (down !== undefined) return explain(down);
  if (candidates.some(({ health }) => health === "unknown"))
    return problem(
      "Prometheus has not scraped the app yet",
      "Wait for a scrape interval, and ask again.",
    );
  if (candidates.length > 0)
    return problem(
      `Prometheus scrapes ${few(candidates.map((one) => one.url))}, but that is not this app`,
      "Another app answers there: compare the hosts, as Prometheus sees them.",
    );
  const others = [...new Set(targets.map(({ job }) => job))];
  return problem(
    `No target of Prometheus is this app (${others.length === 0 ? "it has none at all" : `its jobs: ${few(others)}`})`,
    `Add to scrape_configs: { job_name: ${await nameOf(examination)}, metrics_path: ${url.pathname}, static_configs: [{ targets: ["${url.host}"] }] }`,
  );
}

async function nameOf(examination: Examination): Promise<string> {
  const { service } = await examination.app();
  return examination.patient.job ?? service.service;
}

/** What Prometheus says of a target that is down, and what it means. */
const meanings: readonly (readonly [pattern: RegExp, fix: string])[] = [
  [
    /connection refused/i,
    "From Prometheus, nothing listens there. In a container, localhost is the container itself: use the host's name.",
  ],
  [
    /no such host/i,
    "Prometheus cannot resolve that host: correct it, or put both into one network.",
  ],
  [
    /401|403/,
    "Prometheus needs the credentials of `server: { auth }`: `authorization` or `basic_auth` in its scrape configuration.",
  ],
  [/404/, "The path is wrong: set `metrics_path`."],
  [
    /content.type/i,
    "The answer does not say that it is metrics: serve them with `metrics.handler`, or set `fallback_scrape_protocol`.",
  ],
  [
    /deadline exceeded|timeout/i,
    "The app does not answer within `scrape_timeout`: is a firewall between, or the event loop blocked?",
  ],
  [
    /first record|HTTP response to HTTPS|malformed HTTP/i,
    "One side speaks HTTPS and the other does not: set `scheme`.",
  ],
];

function explain({ url, lastError }: Target): Finding {
  const fix = meanings.find(([pattern]) => pattern.test(lastError))?.[1];
  return problem(
    `Prometheus cannot scrape ${url}: ${messageOf(new Error(lastError))}`,
    fix ?? "Open that address from the machine on which Prometheus runs.",
  );
}
