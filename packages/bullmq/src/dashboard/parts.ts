import {
  aggregate,
  is,
  rate,
  ratio,
  value,
  variable,
  type DashboardVariable,
  type Expression,
  type Threshold,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";

export const uid = "promenade-bullmq";

/** Chooses the queues that the rows below the overview show. */
export const queue: DashboardVariable = variable({
  name: "queue",
  label: "Queue",
  metric: metrics.queueJobs,
  of: "queue",
});
export const chosen = { queue } as const;

/** The drop-down lists the queues that are polled: without them there is nothing to choose from. */
export function byChoice<L extends string>(expression: Expression<L>): Expression<L> {
  return { ...expression, metrics: [...expression.metrics, metrics.queueJobs] };
}

export const job = ["queue", "job_name"] as const;
export const jobTitle = "{{queue}} {{job_name}}";
export const noJob = { queue: "no queue", job_name: "no job" } as const;
export const noQueue = { queue: "no queue" } as const;

/** Jobs that could be taken at once. */
export const waiting = { state: is("waiting", "prioritized") } as const;
export const done = { outcome: "completed" } as const;
export const failed = { outcome: "failed" } as const;
/** The job will not be run again. */
export const final = { outcome: is("completed", "failed") } as const;

/** Of every process the same number, so the largest of each queue; then all queues together. */
export const waitingJobs: Expression<"queue"> = aggregate(
  "sum",
  value(metrics.queueJobs, { by: ["queue", "state"], where: waiting }),
  ["queue"],
);

export const failureRatio: Expression<never> = ratio(
  rate(metrics.jobDuration, { where: failed }),
  rate(metrics.jobDuration, { where: final }),
);

export const badRatio: readonly Threshold[] = [
  { from: 0.01, color: "orange" },
  { from: 0.1, color: "red" },
];
export const badAge: readonly Threshold[] = [
  { from: 60, color: "orange" },
  { from: 900, color: "red" },
];
