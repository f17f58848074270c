import {
  counter,
  histogram,
  type CounterDefinition,
  type HistogramDefinition,
} from "@promenade/core";

type Job = "queue" | "job_name";

const job = ["queue", "job_name"] as const;
const expected = 10;

/** Bounds in seconds: a job takes anything from some milliseconds to an hour. */
export const jobBuckets: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600,
];

/** Error classes per metric: an app has a few dozen. */
const errorLimit = 50;

/** What happens to jobs, each booked by the one process that did it. */
export const jobMetrics: {
  readonly jobsAdded: CounterDefinition<Job | "source">;
  readonly jobDuration: HistogramDefinition<Job | "outcome">;
  readonly jobWait: HistogramDefinition<Job>;
  readonly jobAttempts: HistogramDefinition<Job | "outcome">;
  readonly jobRetries: CounterDefinition<Job>;
  readonly jobsFailed: CounterDefinition<Job>;
  readonly jobErrors: CounterDefinition<Job | "error_type">;
  readonly jobsStalled: CounterDefinition<"queue">;
} = {
  jobsAdded: counter({
    name: "bullmq_jobs_added_total",
    help: "Jobs that this process added, by source: add, bulk, flow, scheduler.",
    labels: [...job, "source"],
    expected,
  }),
  jobDuration: histogram({
    name: "bullmq_job_duration_seconds",
    help: "Time that the processor took for one attempt, by outcome: completed, failed (for good), retried, deferred (it moved itself back), lost (its lock was).",
    unit: "seconds",
    labels: [...job, "outcome"],
    buckets: jobBuckets,
    expected,
  }),
  jobWait: histogram({
    name: "bullmq_job_wait_time_seconds",
    help: "Time from when a job could be taken to its first attempt; a delay that was asked for is not counted.",
    unit: "seconds",
    labels: job,
    buckets: jobBuckets,
    expected,
  }),
  jobAttempts: histogram({
    name: "bullmq_job_attempts",
    help: "Attempts that a job had taken when it was completed or had failed for good.",
    labels: [...job, "outcome"],
    buckets: [1, 2, 3, 5, 10, 25],
    expected,
  }),
  jobRetries: counter({
    name: "bullmq_job_retries_total",
    help: "Attempts that failed and will be made again.",
    labels: job,
    expected,
  }),
  jobsFailed: counter({
    name: "bullmq_jobs_failed_total",
    help: "Jobs that failed for good: no attempt is left, or the error is unrecoverable.",
    labels: job,
    expected,
  }),
  jobErrors: counter({
    name: "bullmq_job_errors_total",
    help: "Attempts that failed, by the class of the error.",
    labels: [...job, "error_type"],
    labelLimit: errorLimit * 4,
    expected,
  }),
  jobsStalled: counter({
    name: "bullmq_jobs_stalled_total",
    help: "Jobs that this process found stalled: their worker died, or blocked its event loop for longer than the lock.",
    labels: ["queue"],
    expected: 5,
  }),
};
