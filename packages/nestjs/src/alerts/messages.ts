import { alert, rate, ratio, type AlertDefinition } from "@promenade/dashboard";
import { uid as dashboard } from "../dashboard/parts.ts";
import { metrics } from "../metrics.ts";

const failed = { outcome: "error" } as const;
const byPattern = { by: ["job", "pattern"] } as const;
const byJob = { by: ["job", "job_name"] } as const;

/** Alerts on messages and jobs, whose errors no client sees. */
export const messageAlerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeNestjsMessagesFail",
    expression: ratio(
      rate(metrics.rpcDuration, { ...byPattern, where: failed }),
      rate(metrics.rpcDuration, byPattern),
    ),
    above: 0.1,
    for: "10m",
    severity: "warning",
    summary: "Messages of a microservice fail.",
    description:
      '{{ $value | humanizePercentage }} of the messages "{{ $labels.pattern }}" to {{ $labels.job }} fail.',
    runbook: {
      meaning:
        "More than a tenth of the messages of one pattern have ended in an error for ten minutes.",
      impact:
        "Callers get errors; events that fail are lost, unless the transport delivers them again.",
      diagnosis:
        "*NestJS* dashboard, *Errors of handlers*: the class of the error. RpcException from a guard or a pipe means that sender and receiver do not agree.",
      mitigation: "Repair or roll back the receiver; if a new sender began it, roll back that one.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNestjsJobFails",
    expression: ratio(
      rate(metrics.cronDuration, { ...byJob, where: failed }),
      rate(metrics.cronDuration, byJob),
    ),
    above: 0.5,
    window: "1h",
    for: "10m",
    severity: "warning",
    summary: "A scheduled job fails.",
    description:
      'Job "{{ $labels.job_name }}" of {{ $labels.job }} failed in {{ $value | humanizePercentage }} of its runs in the last hour.',
    runbook: {
      meaning: "Most runs of a cron job, an interval or a timeout ended in an error.",
      impact: "Its work is not done, and Nest only logs it.",
      diagnosis:
        "*NestJS* dashboard, row *Scheduled jobs and start*: the class of the error, and when it last succeeded. The stack is in the app's log (context Scheduler).",
      mitigation: "Repair the cause and run the job by hand if its work cannot wait.",
    },
    dashboard,
  }),
];
