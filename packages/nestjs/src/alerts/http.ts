import {
  above,
  alert,
  and,
  offset,
  quantile,
  rate,
  ratio,
  value,
  type AlertDefinition,
} from "@promenade/dashboard";
import { budget, duration, failed, uid as dashboard } from "../dashboard/parts.ts";
import { metrics } from "../metrics.ts";

const byJob = { by: ["job"] } as const;
const requests = rate(duration, byJob);
const errors = ratio(rate(duration, { ...byJob, where: failed }), requests);
/** Below it, one odd request would be a large share. */
const enoughPerSecond = 0.1;
const isUsed = above(requests, enoughPerSecond);
const fastBurn = 14.4;

/** Alerts on HTTP, each for all instances of an app. */
export const httpAlerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeNestjsErrorsHigh",
    expression: and(errors, isUsed),
    above: 0.05,
    for: "5m",
    severity: "critical",
    summary: "Many requests end in a fault of the app.",
    description:
      "{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} end in 5xx.",
    runbook: {
      meaning: "More than 5 % of all answers have had a status of 5xx for five minutes.",
      impact: "Users see errors. Clients that retry add load.",
      diagnosis:
        "1. *NestJS* dashboard, *Errors by route*: one route points to its handler, all routes to a dependency or a deploy.\n2. *Errors by version*: is only the new version affected?\n3. The app's log at the time; with tracing, the dots in *Latency* lead to traces.\n4. *Prisma* and *Node.js* dashboards: is the pool exhausted, does the event loop block, was memory short?",
      mitigation:
        "Roll back if it began with a deploy (the marks in the graphs). Otherwise restore the dependency, or switch the failing feature off.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNestjsErrorBudgetBurnsFast",
    expression: and(errors, isUsed),
    above: fastBurn / budget,
    window: "1h",
    for: "2m",
    severity: "critical",
    summary: "Errors spend the error budget too fast.",
    description:
      "{{ $value | humanizePercentage }} of the requests of the last hour to {{ $labels.job }} ended in 5xx: more than 14 times what an objective of 99.9 % allows.",
    runbook: {
      meaning:
        "At this rate, the errors that an objective of 99.9 % allows in a month are used up within two days.",
      impact: "Too few errors to look like an outage, enough to miss what was promised.",
      diagnosis:
        "*NestJS* dashboard, row *Error budget*: when did the burn rate rise? Then *Most failing* and *Errors by route* for that time.",
      mitigation:
        "Repair or switch off the worst route first: it is usually most of the budget. Hold back deploys that are not repairs.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNestjsLatencyHigh",
    expression: and(quantile(0.95, duration, byJob), isUsed),
    above: 1,
    for: "10m",
    severity: "warning",
    summary: "Requests are slow.",
    description:
      "5 % of the requests to {{ $labels.job }} take {{ $value | humanizeDuration }} or longer.",
    runbook: {
      meaning:
        "The 95th percentile of all routes together has been above one second for ten minutes.",
      impact: "Users wait; clients and proxies with short time-outs give up (see 499).",
      diagnosis:
        "1. *NestJS* dashboard, *Slowest routes*, sorted by *Load*: which route carries it?\n2. *In flight by instance* climbs with the latency: the app waits. Look at the pools and the slow queries in the *Prisma* dashboard.\n3. *Node.js* dashboard: event-loop delay above 50 ms means that code blocks instead.",
      mitigation:
        "Roll back if it began with a deploy. Scale out if all instances are busy; more instances do not help when a database is the bottleneck.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNestjsAbortsHigh",
    expression: and(ratio(rate(metrics.abortedRequests, byJob), requests), isUsed),
    above: 0.1,
    for: "10m",
    severity: "warning",
    summary: "Many clients go away before they have their answer.",
    description:
      "The clients of {{ $value | humanizePercentage }} of the requests to {{ $labels.job }} went away.",
    runbook: {
      meaning:
        "More than a tenth of the requests ended without their client: it closed the connection, or something between did.",
      impact: "Those users have no answer, though the app did the work.",
      diagnosis:
        "*NestJS* dashboard, row *Clients that went away*. Waiting: compare *Latency p99* with the time-outs of clients and proxies. Upload: proxies that limit bodies, or bad networks. Response: large answers, or a proxy that restarts. One route only: look there.",
      mitigation:
        "Make the route faster, or give clients and proxies a time-out longer than the app's slowest honest answer.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNestjsRequestStuck",
    expression: value(metrics.oldestRequest, { by: ["job", "instance"], aggregate: "max" }),
    above: 60,
    for: "5m",
    severity: "warning",
    summary: "A request hangs.",
    description:
      "The oldest request of {{ $labels.instance }} ({{ $labels.job }}) has been in flight for {{ $value | humanizeDuration }}.",
    runbook: {
      meaning:
        "For five minutes there has been a request older than a minute. Event streams are not counted.",
      impact:
        "Each request that hangs keeps its memory and often a connection of a pool; when the pool is empty, all hang.",
      diagnosis:
        "1. *NestJS* dashboard, *Oldest request by instance*: a straight line is one request, a saw-tooth are slow ones one after another.\n2. *In flight by instance*: does the number grow?\n3. *Prisma* dashboard: connections in use, waiting requests, long transactions.\n4. Handlers with a promise that never settles: an event that did not come, a lock, a call without a time-out.",
      mitigation:
        "Restart the instance if its pool is used up. Then give outgoing calls a time-out. Long downloads and long polling are honest: raise the limit for such an app.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNestjsTrafficGone",
    expression: and(ratio(requests, offset(requests, "1d")), above(offset(requests, "1d"), 0.5)),
    below: 0.1,
    for: "15m",
    severity: "warning",
    summary: "Almost no requests come.",
    description:
      "{{ $labels.job }} gets {{ $value | humanizePercentage }} of the requests that it got a day ago.",
    runbook: {
      meaning: "The rate of requests is below a tenth of what it was at this time yesterday.",
      impact: "Users may be cut off in front of the app, where its own errors do not show.",
      diagnosis:
        "Load balancer, DNS, certificates, gateways: does a request from outside arrive? Is the app still scraped (`up`)? Was the service renamed, so that it reports under another job? Is it a holiday?",
      mitigation:
        "Restore the way to the app. Silence the alert when the traffic was moved on purpose.",
    },
    dashboard,
  }),
];
