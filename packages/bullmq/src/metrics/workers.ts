import {
  counter,
  gauge,
  histogram,
  type CounterDefinition,
  type GaugeDefinition,
  type HistogramDefinition,
} from "@promenade/core";

const queue = ["queue"] as const;
const expected = 5;

/** This process's own workers, and what it asks of queues. */
export const workerMetrics: {
  readonly operationDuration: HistogramDefinition<"queue" | "operation" | "outcome">;
  readonly jobsActive: GaugeDefinition<"queue">;
  readonly oldestActive: GaugeDefinition<"queue">;
  readonly concurrency: GaugeDefinition<"queue">;
  readonly workers: GaugeDefinition<"queue" | "worker_state">;
  readonly lockRenewalFailures: CounterDefinition<"queue">;
  readonly workerErrors: CounterDefinition<"queue" | "error_type">;
} = {
  operationDuration: histogram({
    name: "bullmq_queue_operation_duration_seconds",
    help: "Time of calls such as add, addBulk, addFlow, pause and clean, as the app sees them.",
    unit: "seconds",
    labels: ["queue", "operation", "outcome"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    expected: 10,
  }),
  jobsActive: gauge({
    name: "bullmq_worker_jobs_active",
    help: "Jobs that this process works on now.",
    labels: queue,
    kind: "polled",
    expected,
  }),
  oldestActive: gauge({
    name: "bullmq_worker_oldest_job_age_seconds",
    help: "How long this process has worked on the job that it began first and has not ended.",
    unit: "seconds",
    labels: queue,
    kind: "polled",
    expected,
  }),
  concurrency: gauge({
    name: "bullmq_worker_concurrency",
    help: "Jobs that the running workers of this process may work on at the same time.",
    labels: queue,
    kind: "polled",
    expected,
  }),
  workers: gauge({
    name: "bullmq_workers",
    help: "Workers of this process by state: running, paused, stopped.",
    labels: ["queue", "worker_state"],
    kind: "polled",
    expected,
  }),
  lockRenewalFailures: counter({
    name: "bullmq_worker_lock_renewal_failures_total",
    help: "Jobs whose lock could not be renewed; another worker may run them at the same time.",
    labels: queue,
    expected,
  }),
  workerErrors: counter({
    name: "bullmq_worker_errors_total",
    help: "Errors of workers outside of processors: a lost connection, a lost lock.",
    labels: ["queue", "error_type"],
    labelLimit: 1000,
    expected,
  }),
};
