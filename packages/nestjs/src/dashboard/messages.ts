import {
  age,
  average,
  increase,
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

const failed = { outcome: "error" } as const;
const byPattern = { by: ["pattern"] } as const;
const byJob = { by: ["job_name"] } as const;
const none = { pattern: { pattern: "no messages" }, job: { job_name: "no jobs" } } as const;

/** Connections that stay. */
export const connections: Row = row(
  "Event streams and WebSockets",
  [
    timeseries({
      title: "Open connections",
      description: "Server-sent event streams, and connections upgraded to WebSocket.",
      queries: [
        query(orZero(value(metrics.activeEventStreams)), "event streams"),
        query(orZero(value(metrics.activeUpgrades)), "WebSockets"),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Event streams that ended",
      description:
        "Per second. Many short ones: clients reconnect, often through a proxy's time-out.",
      queries: [query(rate(metrics.eventStreamDuration), "ended")],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Mean life of an event stream",
      description: "How long the streams that ended were open.",
      queries: [query(orZero(average(metrics.eventStreamDuration)), "mean")],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "WebSocket messages",
      description: "Handled per second by pattern; needs `instrument`.",
      queries: [
        query(orZero(rate(metrics.websocketDuration, byPattern), none.pattern), "{{pattern}}"),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "WebSocket messages p95",
      description: "Time to handle a message, by pattern.",
      queries: [
        query(
          orZero(quantile(0.95, metrics.websocketDuration, byPattern), none.pattern),
          "{{pattern}}",
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "WebSocket messages that failed",
      description: "Share by pattern. The classes of the errors: see Errors of handlers.",
      queries: [
        query(
          orZero(
            ratio(
              rate(metrics.websocketDuration, { ...byPattern, where: failed }),
              rate(metrics.websocketDuration, byPattern),
            ),
            none.pattern,
          ),
          "{{pattern}}",
        ),
      ],
      min: 0,
      ...third,
    }),
  ],
  { collapsed: true },
);

/** Messages of microservices. */
export const messages: Row = row(
  "Microservice messages",
  [
    timeseries({
      title: "Messages by pattern",
      description: "Handled per second; events and requests.",
      queries: [query(orZero(rate(metrics.rpcDuration, byPattern), none.pattern), "{{pattern}}")],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Messages p95 by pattern",
      description: "Time to the last value of the answer.",
      queries: [
        query(orZero(quantile(0.95, metrics.rpcDuration, byPattern), none.pattern), "{{pattern}}"),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Messages that failed",
      description: "Share by pattern.",
      queries: [
        query(
          orZero(
            ratio(
              rate(metrics.rpcDuration, { ...byPattern, where: failed }),
              rate(metrics.rpcDuration, byPattern),
            ),
            none.pattern,
          ),
          "{{pattern}}",
        ),
      ],
      min: 0,
      ...third,
    }),
  ],
  { collapsed: true },
);

/** Cron jobs, intervals and time-outs, and what starts with the app. */
export const jobs: Row = row(
  "Scheduled jobs and start",
  [
    timeseries({
      title: "Runs by job",
      description: "Runs in each step of the graph; needs `instrument`.",
      queries: [query(orZero(increase(metrics.cronDuration, byJob), none.job), "{{job_name}}")],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Duration p95 by job",
      description: "A job that takes longer than its interval overlaps with itself.",
      queries: [
        query(orZero(quantile(0.95, metrics.cronDuration, byJob), none.job), "{{job_name}}"),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Failed runs by job",
      description:
        "In each step of the graph. Nest logs these errors and goes on, so nobody else tells.",
      queries: [
        query(
          orZero(increase(metrics.cronDuration, { ...byJob, where: failed }), none.job),
          "{{job_name}}",
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Time since the last success",
      description: "By job. It should never be much longer than the job's interval.",
      queries: [
        query(
          orZero(age(value(metrics.cronLastSuccess, { ...byJob, aggregate: "max" })), none.job),
          "{{job_name}}",
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Errors of handlers",
      description: "By handler and class: messages and jobs.",
      queries: [
        query(
          orZero(rate(metrics.handlerErrors, { by: ["handler", "error_type"] }), {
            handler: "no handler",
            error_type: "no error",
          }),
          "{{handler}}: {{error_type}}",
        ),
      ],
      min: 0,
      ...third,
    }),
    timeseries({
      title: "Time to start",
      description: "From the start of the process until the app was bootstrapped, by instance.",
      queries: [
        query(
          orZero(value(metrics.bootstrap, { by: ["instance"], aggregate: "max" }), {
            instance: "none",
          }),
          "{{instance}}",
        ),
      ],
      min: 0,
      ...third,
    }),
  ],
  { collapsed: true },
);
