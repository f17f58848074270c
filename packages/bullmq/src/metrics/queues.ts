import { gauge, type GaugeDefinition } from "@promenade/core";

const queue = ["queue"] as const;
const expected = 5;

/**
 * The queues themselves. Every process that polls sees the same, so these are of scope `shared`: take their `max`,
 * never their sum.
 */
export const queueMetrics: {
  readonly queueJobs: GaugeDefinition<"queue" | "state">;
  readonly queuePaused: GaugeDefinition<"queue">;
  readonly oldestWaiting: GaugeDefinition<"queue">;
  readonly queueWorkers: GaugeDefinition<"queue">;
  readonly pollSuccess: GaugeDefinition<"queue">;
  readonly pollDuration: GaugeDefinition<never>;
} = {
  queueJobs: gauge({
    name: "bullmq_queue_jobs",
    help: "Jobs in the queue by state: waiting, prioritized, active, delayed, waiting-children, completed, failed (the last two as far as they are kept).",
    labels: ["queue", "state"],
    kind: "polled",
    scope: "shared",
    expected: 35,
  }),
  queuePaused: gauge({
    name: "bullmq_queue_paused",
    help: "1 while the queue is paused: jobs can be added and none is taken.",
    labels: queue,
    kind: "polled",
    scope: "shared",
    expected,
  }),
  oldestWaiting: gauge({
    name: "bullmq_queue_oldest_waiting_age_seconds",
    help: "How long the oldest job that could be taken has waited; 0 when none waits.",
    unit: "seconds",
    labels: queue,
    kind: "polled",
    scope: "shared",
    expected,
  }),
  queueWorkers: gauge({
    name: "bullmq_queue_workers",
    help: "Workers of all processes that are connected to the queue.",
    labels: queue,
    kind: "polled",
    scope: "shared",
    expected,
  }),
  pollSuccess: gauge({
    name: "bullmq_queue_poll_success",
    help: "1 when this process could read the queue, 0 when it could not; what it reads is then absent.",
    labels: queue,
    kind: "polled",
    expected,
  }),
  pollDuration: gauge({
    name: "bullmq_queue_poll_duration_seconds",
    help: "Time that the last look at all queues took.",
    unit: "seconds",
    kind: "polled",
    expected: 1,
  }),
};
