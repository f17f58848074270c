import {
  orZero,
  quantile,
  query,
  rate,
  ratio,
  row,
  third,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { byChoice, chosen, noQueue } from "./parts.ts";

const byQueue = { by: ["queue"], where: chosen } as const;
const noInstance = { instance: "none" } as const;

/** Who does the work. */
export const workers: Row = row("Workers", [
  timeseries({
    title: "Busy by queue",
    description: "Jobs under way, as a share of what the workers of the queue may do at once.",
    queries: [
      query(
        byChoice(
          orZero(
            ratio(value(metrics.jobsActive, byQueue), value(metrics.concurrency, byQueue)),
            noQueue,
          ),
        ),
        "{{queue}}",
      ),
    ],
    min: 0,
    max: 1,
    ...third,
  }),
  timeseries({
    title: "Jobs under way by instance",
    description: "One process with far more than the others holds jobs that do not end.",
    queries: [
      query(
        byChoice(
          orZero(value(metrics.jobsActive, { by: ["instance"], where: chosen }), noInstance),
        ),
        "{{instance}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Oldest job under way by queue",
    description: "A straight line upwards is a job that hangs; it keeps its place for ever.",
    queries: [
      query(
        byChoice(orZero(value(metrics.oldestActive, { ...byQueue, aggregate: "max" }), noQueue)),
        "{{queue}}",
      ),
    ],
    min: 0,
    ...third,
  }),
]);

/** Whether the workers are well, of all queues. */
export const health: Row = row("Health of the workers", [
  timeseries({
    title: "Under way and room",
    description:
      "Jobs that the workers of all instances run, and how many they may run. Where the lines meet, jobs wait.",
    queries: [
      query(orZero(value(metrics.jobsActive)), "under way"),
      query(orZero(value(metrics.concurrency)), "room"),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Workers by state",
    description: "Of all instances. Stopped ones that should run: see the app's log.",
    queries: [
      query(
        orZero(value(metrics.workers, { by: ["worker_state"] }), {
          worker_state: "none",
        }),
        "{{worker_state}}",
      ),
    ],
    min: 0,
    stack: "normal",
    ...third,
  }),
  timeseries({
    title: "Errors of workers",
    description:
      "Per second, by class: lost connections, and locks that could not be renewed. Not those that processors throw.",
    queries: [
      query(
        orZero(rate(metrics.workerErrors, { by: ["error_type"] }), {
          error_type: "none",
        }),
        "{{error_type}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Locks not renewed",
    description: "Per second. The event loop blocks, or Redis is slow; jobs may run twice.",
    queries: [
      query(orZero(rate(metrics.lockRenewalFailures, { by: ["queue"] }), noQueue), "{{queue}}"),
    ],
    min: 0,
    ...third,
  }),
]);

/** What the app asks of queues, and how well they can be read. */
export const calls: Row = row(
  "Calls and polling",
  [
    timeseries({
      title: "Calls",
      description: "Per second: add, addBulk, pause, clean and so on.",
      queries: [
        query(
          orZero(rate(metrics.operationDuration, { by: ["operation"] }), {
            operation: "none",
          }),
          "{{operation}}",
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Calls p95",
      description: "95 % take less. It is what a request pays that adds a job.",
      queries: [
        query(
          orZero(quantile(0.95, metrics.operationDuration, { by: ["operation"] }), {
            operation: "none",
          }),
          "{{operation}}",
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Calls that failed",
      description:
        "Share of all calls. A job that could not be added is lost unless the app tries again.",
      queries: [
        query(
          ratio(
            rate(metrics.operationDuration, { where: { outcome: "error" } }),
            rate(metrics.operationDuration),
          ),
          "failed",
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Queues readable by instance",
      description: "0: that process could not read some queue.",
      queries: [
        query(value(metrics.pollSuccess, { by: ["instance"], aggregate: "min" }), "{{instance}}"),
      ],
      min: 0,
      max: 1,
      ...third,
    }),
    timeseries({
      title: "Time to read the queues",
      description: "Of the slowest process. Up to five seconds old readings are used again.",
      queries: [query(value(metrics.pollDuration, { aggregate: "max" }), "slowest")],
      min: 0,
      ...third,
    }),
  ],
  { collapsed: true },
);
