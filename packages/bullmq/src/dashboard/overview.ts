import {
  aggregate,
  average,
  orZero,
  quantile,
  query,
  rate,
  ratio,
  row,
  small,
  stat,
  total,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { badAge, badRatio, done, failureRatio, waitingJobs } from "./parts.ts";

/** Is it well? All queues together. */
export const overview: Row = row("Overview", [
  stat({
    title: "Jobs added",
    description: "Per second. More than are completed, for long: the queues grow.",
    queries: [query(rate(metrics.jobsAdded), "added")],
    ...small,
  }),
  stat({
    title: "Jobs completed",
    description: "Per second. It falls while jobs wait: look at the workers.",
    queries: [query(rate(metrics.jobDuration, { where: done }), "completed")],
    ...small,
  }),
  stat({
    title: "Jobs failed",
    description: "Share of the jobs that ended for good and were not completed. See Failures.",
    queries: [query(failureRatio, "failed")],
    thresholds: badRatio,
    decimals: 2,
    ...small,
  }),
  stat({
    title: "Failed for good",
    description:
      "Jobs in the chosen time that nobody will try again by itself. Which: see Failures.",
    queries: [query(total(metrics.jobsFailed), "failed")],
    thresholds: [{ from: 1, color: "orange" }],
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Failed attempts",
    description: "In the chosen time; those that were tried again are counted, too.",
    queries: [query(total(metrics.jobErrors), "attempts")],
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Waiting",
    description: "Jobs that a worker could take now. It climbs: workers are too few or too slow.",
    queries: [query(orZero(aggregate("sum", waitingJobs)), "waiting")],
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Oldest waiting job",
    description:
      "Of all queues. Depth does not show a queue that nobody works on; this does: it grows by a second each second.",
    queries: [query(orZero(value(metrics.oldestWaiting)), "oldest")],
    thresholds: badAge,
    ...small,
  }),
  stat({
    title: "Busy workers",
    description:
      "Jobs under way, as a share of what the workers may do at once. At 100 % new jobs wait.",
    queries: [query(ratio(value(metrics.jobsActive), value(metrics.concurrency)), "busy")],
    thresholds: [
      { from: 0.8, color: "orange" },
      { from: 0.95, color: "red" },
    ],
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Workers",
    description: "Connected to the queues, of all processes.",
    queries: [
      query(orZero(aggregate("sum", value(metrics.queueWorkers, { by: ["queue"] }))), "workers"),
    ],
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Run time p95",
    description: "95 % of attempts take less. By job: see Run time.",
    queries: [query(orZero(quantile(0.95, metrics.jobDuration)), "p95")],
    ...small,
  }),
  stat({
    title: "Oldest job under way",
    description: "Of all processes. It only grows: a job hangs and keeps a worker's place.",
    queries: [query(orZero(value(metrics.oldestActive, { aggregate: "max" })), "oldest")],
    thresholds: [
      { from: 600, color: "orange" },
      { from: 3600, color: "red" },
    ],
    ...small,
  }),
  stat({
    title: "Attempts per job",
    description: "Mean, until a job ended. Near 1 is well.",
    queries: [query(orZero(average(metrics.jobAttempts)), "attempts")],
    decimals: 2,
    ...small,
  }),
  stat({
    title: "Calls p95",
    description: "95 % of adds and other calls to queues take less.",
    queries: [query(orZero(quantile(0.95, metrics.operationDuration)), "p95")],
    ...small,
  }),
  stat({
    title: "Wait p95",
    description: "95 % of jobs are begun sooner after they could be. It is what users notice.",
    queries: [query(orZero(quantile(0.95, metrics.jobWait)), "p95")],
    thresholds: badAge,
    ...small,
  }),
  stat({
    title: "Retries",
    description: "Attempts per second that failed and will be made again.",
    queries: [query(rate(metrics.jobRetries), "retries")],
    ...small,
  }),
  stat({
    title: "Stalled jobs",
    description:
      "In the chosen time. Their worker died or blocked its event loop; they are run again.",
    queries: [query(total(metrics.jobsStalled), "stalled")],
    thresholds: [{ from: 1, color: "red" }],
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Paused queues",
    description: "Queues that take jobs and give none out. Did somebody forget to resume them?",
    queries: [
      query(orZero(aggregate("sum", value(metrics.queuePaused, { by: ["queue"] }))), "paused"),
    ],
    thresholds: [{ from: 1, color: "orange" }],
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Queues readable",
    description:
      "No: some process cannot read some queue, so its depth and age are missing. Is Redis or PostgreSQL down?",
    queries: [query(value(metrics.pollSuccess, { aggregate: "min" }), "readable")],
    unit: "bool_yes_no",
    baseColor: "red",
    thresholds: [{ from: 1, color: "green" }],
    ...small,
  }),
]);
