import {
  above,
  alert,
  and,
  quantile,
  rate,
  ratio,
  value,
  type AlertDefinition,
} from "@promenade/dashboard";
import { duration, failed, refused, uid as dashboard } from "./dashboard/parts.ts";
import { metrics } from "./metrics.ts";

const byJob = { by: ["job"] } as const;
const operations = rate(duration, byJob);
/** Below it, one odd operation would be a large share. */
const isUsed = above(operations, 0.1);

/** Alerts on GraphQL, whose errors travel with the status 200. */
export const alerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeGraphqlErrorsHigh",
    expression: and(ratio(rate(duration, { ...byJob, where: failed }), operations), isUsed),
    above: 0.05,
    for: "5m",
    severity: "critical",
    summary: "Many GraphQL operations fail.",
    description:
      "{{ $value | humanizePercentage }} of the operations of {{ $labels.job }} are executed and give no data.",
    runbook: {
      meaning:
        "For five minutes, more than 5 % of the operations were executed and answered with errors and no data.",
      impact:
        "Clients have nothing to show. Alerts on HTTP stay quiet, because the answers carry the status 200.",
      diagnosis:
        "1. *GraphQL* dashboard, *Failed by operation*: one operation points to its resolvers, all to a dependency or a deploy.\n2. *Errors by field* names the resolver, *Errors by code* the kind: INTERNAL_SERVER_ERROR is what the app did not expect; its log has the stack.\n3. *Failed by version*: is only the new version affected?\n4. *Prisma* and *Node.js* dashboards: pool exhausted, event loop blocked?",
      mitigation:
        "Roll back if it began with a deploy. Otherwise restore the dependency. Making the failing field nullable keeps the rest of the answer.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeGraphqlFieldFails",
    expression: rate(metrics.errors, {
      by: ["job", "field"],
      where: { phase: "execute", code: "INTERNAL_SERVER_ERROR" },
    }),
    above: 0.1,
    for: "10m",
    severity: "warning",
    summary: "A field of the GraphQL schema keeps failing.",
    description:
      'The field "{{ $labels.field }}" of {{ $labels.job }} fails {{ $value | printf "%.3f" }} times a second with errors that the app did not expect.',
    runbook: {
      meaning:
        "The resolver of one field has thrown errors without a code of their own for ten minutes, more than one in ten seconds.",
      impact:
        "Where the field is nullable, clients show holes, and the share of failed operations stays low: nobody else tells.",
      diagnosis:
        "*GraphQL* dashboard, *Errors by field* and *Partial*: since when? The app's log has the errors. Is it a call to another service (its own metrics), or a query (*Prisma*: *Errors by code*)?",
      mitigation:
        "Repair or switch off what the resolver calls. Errors that are a client's fault deserve a code of their own: they then no longer count here.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeGraphqlLatencyHigh",
    expression: and(quantile(0.95, duration, byJob), isUsed),
    above: 1,
    for: "10m",
    severity: "warning",
    summary: "GraphQL operations are slow.",
    description:
      "5 % of the operations of {{ $labels.job }} take {{ $value | humanizeDuration }} or longer.",
    runbook: {
      meaning:
        "The 95th percentile of all operations together has been above one second for ten minutes.",
      impact: "Users wait; clients with short time-outs give up.",
      diagnosis:
        "1. *GraphQL* dashboard, table *Operations*, sorted by *Load*: which operation carries it?\n2. *Phases p95*: if parse or validate grew, documents are huge or always new.\n3. *Depth p99* and *Fields p99*: does a client ask for more than before?\n4. *Prisma* dashboard, queries per unit of work and N+1, kind graphql: lists that ask the database once for each item.\n5. *Keys per batch*: a loader at 1 does not batch.",
      mitigation:
        "Roll back if it began with a deploy. Limit depth and page sizes; put a data loader in front of the field that multiplies.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeGraphqlRequestsInvalid",
    expression: and(ratio(rate(duration, { ...byJob, where: refused }), operations), isUsed),
    above: 0.2,
    for: "10m",
    severity: "warning",
    summary: "Many GraphQL operations cannot be executed.",
    description:
      "{{ $value | humanizePercentage }} of the operations to {{ $labels.job }} are refused before they are executed.",
    runbook: {
      meaning:
        "For ten minutes, more than a fifth of the operations had a syntax error, asked for fields that do not exist, or gave wrong variables.",
      impact:
        "Clients that ask so get nothing at all. If they are yours, a release of them is broken.",
      diagnosis:
        "*GraphQL* dashboard, *Errors before execution*. GRAPHQL_VALIDATION_FAILED that begins with a deploy: a field or type was removed that clients use (*Deprecated fields in use* before it shows which). BAD_USER_INPUT: a variable's type changed. GRAPHQL_PARSE_FAILED, or a flood from few addresses: a scanner.",
      mitigation:
        "Bring the removed field back, deprecated, until its use is 0. Against scanners: rate limits in front of the app, persisted queries only.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeGraphqlOperationStuck",
    expression: value(metrics.oldestOperation, { by: ["job", "instance"], aggregate: "max" }),
    above: 60,
    for: "5m",
    severity: "warning",
    summary: "A GraphQL operation hangs.",
    description:
      "The oldest operation of {{ $labels.instance }} ({{ $labels.job }}) has been in flight for {{ $value | humanizeDuration }}.",
    runbook: {
      meaning:
        "For five minutes there has been an operation older than a minute. Open subscriptions are not counted.",
      impact:
        "Each operation that hangs keeps its memory and often a connection of a pool; when the pool is empty, all hang.",
      diagnosis:
        "*GraphQL* dashboard, *Oldest operation*: a straight line is one operation, a saw-tooth are slow ones. *In flight by instance*: does it grow? *Prisma* dashboard: connections in use, waiting requests, long transactions. Then resolvers with a promise that never settles: a call without a time-out, a loader that misses a key.",
      mitigation: "Restart the instance if its pool is used up. Give outgoing calls a time-out.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeGraphqlPersistedQueriesMissed",
    expression: and(
      ratio(
        rate(metrics.persistedQueries, { ...byJob, where: { outcome: "miss" } }),
        rate(metrics.persistedQueries, byJob),
      ),
      above(rate(metrics.persistedQueries, byJob), 1),
    ),
    above: 0.2,
    for: "15m",
    severity: "warning",
    summary: "Many persisted queries are not found.",
    description:
      "{{ $labels.job }} does not know {{ $value | humanizePercentage }} of the persisted queries that it is asked for.",
    runbook: {
      meaning: "For fifteen minutes, more than a fifth of the requests by hash were missed.",
      impact:
        "Such clients send each query twice, or fail where only persisted queries are allowed.",
      diagnosis:
        "*GraphQL* dashboard, *Persisted queries*. Registered as often as missed: the store forgets, because it is too small, not shared by the instances, or emptied at restart. Never registered: a release of the clients came before the manifest of its queries.",
      mitigation:
        "Share the store between instances and make it larger; deploy the manifest before the clients.",
    },
    dashboard,
  }),
];
