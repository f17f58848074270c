import {
  average,
  increase,
  orZero,
  query,
  rate,
  ratio,
  row,
  third,
  timeseries,
  topk,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { byChoice, chosen, failed, final, job, jobTitle, noJob, noQueue } from "./parts.ts";

const byJob = { by: job, where: chosen } as const;
const byQueue = { by: ["queue"], where: chosen } as const;

/** What went wrong, and how often it was tried. */
export const failures: Row = row("Failures", [
  timeseries({
    title: "Failed for good by job",
    description:
      "Share of the jobs that ended, the ten worst. These are lost unless somebody acts.",
    queries: [
      query(
        byChoice(
          orZero(
            topk(
              10,
              ratio(
                rate(metrics.jobDuration, { by: job, where: { ...chosen, ...failed } }),
                rate(metrics.jobDuration, { by: job, where: { ...chosen, ...final } }),
              ),
            ),
            noJob,
          ),
        ),
        jobTitle,
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Failed for good",
    description: "Jobs within each interval, by job. Also those that were processed by hand.",
    queries: [query(byChoice(orZero(increase(metrics.jobsFailed, byJob), noJob)), jobTitle)],
    min: 0,
    draw: "bars",
    ...third,
  }),
  timeseries({
    title: "Retries by job",
    description: "Failed attempts per second that will be made again, the ten most frequent.",
    queries: [query(byChoice(orZero(topk(10, rate(metrics.jobRetries, byJob)), noJob)), jobTitle)],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Errors by class",
    description: "Failed attempts per second, by the class of the error that the processor threw.",
    queries: [
      query(
        byChoice(
          orZero(rate(metrics.jobErrors, { by: ["error_type"], where: chosen }), {
            error_type: "none",
          }),
        ),
        "{{error_type}}",
      ),
    ],
    min: 0,
    stack: "normal",
    ...third,
  }),
  timeseries({
    title: "Attempts per job",
    description:
      "Mean attempts until a job ended, by queue. Above 1 for long: a dependency is ill.",
    queries: [query(byChoice(orZero(average(metrics.jobAttempts, byQueue), noQueue)), "{{queue}}")],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Stalled jobs by queue",
    description:
      "Found per second. Their worker died, or blocked its event loop for longer than the lock lasts.",
    queries: [query(byChoice(orZero(rate(metrics.jobsStalled, byQueue), noQueue)), "{{queue}}")],
    min: 0,
    ...third,
  }),
]);
