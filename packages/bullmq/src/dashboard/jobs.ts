import {
  average,
  barGauge,
  buckets,
  half,
  heatmap,
  orZero,
  overRange,
  percentiles,
  quantile,
  query,
  rate,
  ratio,
  row,
  sumTotal,
  table,
  third,
  timeseries,
  topk,
  total,
  whole,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { badRatio, byChoice, chosen, failed, job, jobTitle, noJob } from "./parts.ts";

const duration = metrics.jobDuration;
const wait = metrics.jobWait;
const byJob = { by: job, where: chosen } as const;

/** How many. */
export const throughput: Row = row("Throughput", [
  timeseries({
    title: "Added and begun",
    description: "Jobs per second. Added above begun for long: the queue grows.",
    queries: [
      query(byChoice(rate(metrics.jobsAdded, { where: chosen })), "added"),
      query(byChoice(rate(wait, { where: chosen })), "begun"),
    ],
    unit: "ops",
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Attempts by outcome",
    description:
      "Per second. Failed: for good. Deferred: the job moved itself back. Lost: its lock was, so another worker runs it too.",
    queries: [
      query(
        byChoice(orZero(rate(duration, { by: ["outcome"], where: chosen }), { outcome: "none" })),
        "{{outcome}}",
      ),
    ],
    min: 0,
    stack: "normal",
    ...third,
  }),
  timeseries({
    title: "Added by source",
    description: "Per second: single adds, bulk adds, jobs of flows, jobs of schedulers.",
    queries: [
      query(
        byChoice(
          orZero(rate(metrics.jobsAdded, { by: ["source"], where: chosen }), { source: "none" }),
        ),
        "{{source}}",
      ),
    ],
    min: 0,
    stack: "normal",
    ...third,
  }),
  timeseries({
    title: "Added by job",
    description: "Per second, the ten most frequent.",
    queries: [query(byChoice(orZero(topk(10, rate(metrics.jobsAdded, byJob)), noJob)), jobTitle)],
    min: 0,
    ...half,
  }),
  timeseries({
    title: "Attempts by job",
    description: "Ended per second, the ten most frequent.",
    queries: [query(byChoice(orZero(topk(10, rate(duration, byJob)), noJob)), jobTitle)],
    min: 0,
    ...half,
  }),
]);

/** How long they run. */
export const runTime: Row = row("Run time", [
  timeseries({
    title: "Run time",
    description: "Of the processor, for one attempt. Saving the result is not counted.",
    queries: percentiles((q) => byChoice(orZero(quantile(q, duration, { where: chosen })))),
    min: 0,
    exemplars: true,
    ...third,
  }),
  heatmap({
    title: "Run times",
    description: "How many attempts took how long.",
    expression: { ...buckets(duration, { where: chosen }), metrics: [duration, metrics.queueJobs] },
    ...third,
  }),
  timeseries({
    title: "Run time p95 by job",
    description: "The ten slowest. A step is a deploy, a slope is growing data.",
    queries: [query(byChoice(orZero(topk(10, quantile(0.95, duration, byJob)), noJob)), jobTitle)],
    min: 0,
    ...third,
  }),
  table({
    title: "Jobs",
    description: "All of the chosen time. Load is the time that all attempts together took.",
    columns: [
      { title: "p95", expression: byChoice(overRange(quantile(0.95, duration, byJob))) },
      { title: "Mean", expression: byChoice(overRange(average(duration, byJob))) },
      { title: "Attempts", expression: byChoice(total(duration, byJob)), decimals: 0 },
      { title: "Load", expression: byChoice(sumTotal(duration, byJob)), cell: "bar" },
      {
        title: "Failed",
        expression: byChoice(
          ratio(
            total(duration, { by: job, where: { ...chosen, ...failed } }),
            total(duration, byJob),
          ),
        ),
        cell: "color",
        thresholds: badRatio,
      },
    ],
    labels: { queue: "Queue", job_name: "Job" },
    sortBy: { column: "Load" },
    ...whole,
  }),
  barGauge({
    title: "Most time taken",
    description: "The ten jobs that took the most of the workers' time.",
    queries: [query(byChoice(orZero(topk(10, sumTotal(duration, byJob)), noJob)), jobTitle)],
    ...half,
  }),
  barGauge({
    title: "Slowest jobs",
    description: "The ten jobs with the highest mean run time.",
    queries: [
      query(byChoice(orZero(topk(10, overRange(average(duration, byJob))), noJob)), jobTitle),
    ],
    ...half,
  }),
]);

/** How long they wait. */
export const waitTime: Row = row("Wait", [
  timeseries({
    title: "Wait",
    description:
      "From when a job could be taken to its first attempt. It grows with the run time unchanged: add workers.",
    queries: percentiles((q) => byChoice(orZero(quantile(q, wait, { where: chosen })))),
    min: 0,
    ...third,
  }),
  heatmap({
    title: "Waits",
    description: "How many jobs waited how long. Parents of flows wait for their children, too.",
    expression: { ...buckets(wait, { where: chosen }), metrics: [wait, metrics.queueJobs] },
    ...third,
  }),
  timeseries({
    title: "Wait p95 by job",
    description: "The ten that wait longest.",
    queries: [query(byChoice(orZero(topk(10, quantile(0.95, wait, byJob)), noJob)), jobTitle)],
    min: 0,
    ...third,
  }),
]);
