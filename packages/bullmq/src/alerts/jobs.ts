import { above, alert, and, rate, ratio, value, type AlertDefinition } from "@promenade/dashboard";
import { failed, final, uid as dashboard } from "../dashboard/parts.ts";
import { metrics } from "../metrics.ts";

const byJob = ["job", "queue", "job_name"] as const;
const byQueue = ["job", "queue"] as const;
const ended = rate(metrics.jobDuration, { by: byJob, where: final });
/** Below one in a hundred seconds, one odd job would be a large share. */
const enoughPerSecond = 0.01;

/** Alerts on jobs and workers. */
export const jobAlerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeBullmqJobsFail",
    expression: and(
      ratio(rate(metrics.jobDuration, { by: byJob, where: failed }), ended),
      above(ended, enoughPerSecond),
    ),
    above: 0.1,
    for: "10m",
    severity: "critical",
    summary: "Many jobs fail for good.",
    description:
      '{{ $value | humanizePercentage }} of the jobs "{{ $labels.job_name }}" of queue "{{ $labels.queue }}" ({{ $labels.job }}) fail for good.',
    runbook: {
      meaning:
        "More than a tenth of the jobs of one name that ended within five minutes had failed, with no attempt left, for ten minutes.",
      impact: "Their work is not done, and nobody tries again by itself.",
      diagnosis:
        "1. *BullMQ* dashboard, *Errors by class*, and the app's log: the failed jobs keep their stack (`job.stacktrace`).\n2. *Retries by job* rose before: a dependency is ill. It did not: the job itself is wrong, often since a deploy.\n3. One job name only: its code or its data. All: what they share.",
      mitigation:
        "Roll back if it began with a deploy, or restore the dependency. Then `queue.retryJobs({ state: 'failed' })`, if the jobs bear being run again.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeBullmqJobsStalled",
    expression: rate(metrics.jobsStalled, { by: byQueue }),
    above: 0,
    window: "15m",
    for: "1m",
    severity: "warning",
    summary: "Jobs stall.",
    description:
      'Jobs of queue "{{ $labels.queue }}" ({{ $labels.job }}) stalled within the last quarter of an hour.',
    runbook: {
      meaning:
        "A worker held jobs and did not renew their locks: its process died, or its event loop was blocked for longer than the lock (30 s by default).",
      impact:
        "The jobs are run again, possibly while the first run still goes on: everything in them may happen twice. After `maxStalledCount` they fail.",
      diagnosis:
        "1. Restarts at that time (*Application* dashboard)? Killed for memory, or a deploy that does not wait for `worker.close()`.\n2. *Node.js* dashboard, *Event-loop delay*: long calculations in a processor belong into a sandboxed one.\n3. *Locks not renewed* without blocks: Redis was slow or away.",
      mitigation:
        "Close workers at shutdown and give them time. Move calculations off the event loop, or raise `lockDuration`.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeBullmqJobHangs",
    expression: value(metrics.oldestActive, { by: ["job", "instance", "queue"], aggregate: "max" }),
    above: 3600,
    for: "5m",
    severity: "warning",
    summary: "A job has run for more than an hour.",
    description:
      '{{ $labels.instance }} ({{ $labels.job }}) has worked on a job of queue "{{ $labels.queue }}" for {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        "A processor neither returned nor threw for more than an hour. BullMQ has no time-out for jobs.",
      impact:
        "It keeps one place of its worker's concurrency; when all are kept, the queue stands.",
      diagnosis:
        "1. *BullMQ* dashboard, *Oldest job under way by queue*: a straight line is one job.\n2. A promise that never settles: a call without a time-out, a lock, an event that did not come.",
      mitigation:
        "Restart the process; the job is then found stalled and run again. Give outgoing calls a time-out. For jobs that honestly take so long, raise the limit.",
    },
    dashboard,
  }),
];
