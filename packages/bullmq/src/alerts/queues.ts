import {
  above,
  aggregate,
  alert,
  and,
  value,
  type AlertDefinition,
  type Expression,
} from "@promenade/dashboard";
import { uid as dashboard, waiting } from "../dashboard/parts.ts";
import { metrics } from "../metrics.ts";

const byQueue = ["job", "queue"] as const;

const waitingJobs: Expression<"job" | "queue"> = aggregate(
  "sum",
  value(metrics.queueJobs, { by: ["job", "queue", "state"], where: waiting }),
  byQueue,
);

/** Alerts on queues: every process reports the same, so each is of the largest value. */
export const queueAlerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeBullmqOldestJobTooOld",
    expression: value(metrics.oldestWaiting, { by: byQueue }),
    above: 900,
    for: "5m",
    severity: "critical",
    summary: "A job has waited for more than 15 minutes.",
    description:
      'The oldest job of queue "{{ $labels.queue }}" ({{ $labels.job }}) has waited for {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        "For five minutes there has been a job that could be taken and has not been for a quarter of an hour. A delay that was asked for is not counted.",
      impact: "What the jobs do comes late: mails, invoices, exports. It gets later every second.",
      diagnosis:
        "1. *BullMQ* dashboard, *Oldest waiting job by queue*: a straight line upwards means that nobody works on the queue; see PromenadeBullmqNoWorker and PromenadeBullmqQueuePaused.\n2. A saw-tooth: workers are too few or too slow. *Busy by queue* is then near 100 %; *Run time p95 by job* tells whether jobs became slower.\n3. *Oldest job under way by queue*: a job that hangs takes a worker's place.\n4. Only jobs of low priority wait: they starve behind others.",
      mitigation:
        "Start more workers, or raise their concurrency if they mostly wait. Restart those that hang. A queue where such waits are normal needs a limit of its own: copy the rule and name the queue.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeBullmqNoWorker",
    expression: and(value(metrics.queueWorkers, { by: byQueue }), above(waitingJobs, 0)),
    below: 1,
    for: "5m",
    severity: "critical",
    summary: "Jobs wait, and no worker is connected to their queue.",
    description:
      'Queue "{{ $labels.queue }}" ({{ $labels.job }}) has waiting jobs and {{ $value }} workers.',
    runbook: {
      meaning:
        "Redis or PostgreSQL knows of no worker of the queue, in any process, while jobs wait.",
      impact: "Nothing of the queue is done until a worker comes.",
      diagnosis:
        "1. Do the worker processes run? Did a deploy forget them, or do they crash at start?\n2. Do they use the same server, database, prefix and queue name as the producers?\n3. *Workers by state*: stopped ones were closed, or their `autorun` is off.\n4. A service that hides the names of its clients shows 0 always: then set `countWorkers: false`.",
      mitigation: "Start the workers. The jobs are kept and will be taken in order.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeBullmqQueuePaused",
    expression: and(value(metrics.queuePaused, { by: byQueue }), above(waitingJobs, 0)),
    above: 0,
    for: "30m",
    severity: "warning",
    summary: "A queue has been paused for half an hour while jobs wait.",
    description: 'Queue "{{ $labels.queue }}" ({{ $labels.job }}) is paused, and jobs wait in it.',
    runbook: {
      meaning: "Somebody, or some code, paused the queue for all workers and did not resume it.",
      impact: "Jobs pile up. When it is resumed, they all come at once.",
      diagnosis:
        "Who calls `queue.pause()`? A deploy script that failed halfway, a maintenance, a person in an admin tool.",
      mitigation:
        "`queue.resume()`, after the reason for the pause is gone. Watch *Busy by queue* and the databases behind while it catches up.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeBullmqPollFailing",
    expression: value(metrics.pollSuccess, { by: ["job", "queue"], aggregate: "max" }),
    below: 1,
    for: "5m",
    severity: "critical",
    summary: "No process can read a queue.",
    description:
      'Queue "{{ $labels.queue }}" ({{ $labels.job }}) could not be read for five minutes; its depth and age are unknown.',
    runbook: {
      meaning:
        "Every process that reports failed to ask the queue's Redis or PostgreSQL within its time-out.",
      impact:
        "Usually the server is down, and then nothing is added or worked on. The other alerts on this queue are blind.",
      diagnosis:
        "1. Is Redis or PostgreSQL up, and reachable from the app? *Errors of workers* and *Calls that failed* tell how the app fares.\n2. Up, and the app is well: it is slow (*Time to read the queues*), has no connection left for one more client, or its user may not run scripts.",
      mitigation:
        "Bring the server back; the plugin reconnects by itself at the next scrape. If it is only slow, raise `pollTimeoutMilliseconds`.",
    },
    dashboard,
  }),
];
