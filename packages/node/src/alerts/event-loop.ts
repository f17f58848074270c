import { alert, type AlertDefinition } from "@promenade/dashboard";
import { collecting, delay, throttled, utilisation } from "../dashboards/per-instance.ts";

const dashboard = "promenade-node";

/** Alerts on the one thread that runs JavaScript. */
export const eventLoopAlerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeNodeEventLoopDelayHigh",
    expression: delay,
    above: 0.1,
    for: "5m",
    severity: "warning",
    summary: "The event loop runs its work late.",
    description:
      "On {{ $labels.instance }} ({{ $labels.job }}), 1 % of the time work waits {{ $value | humanizeDuration }} or longer for the event loop.",
    runbook: {
      meaning:
        "One process keeps its event loop busy with single pieces of work that take long: 1 % of the time, whatever arrives waits more than 100 ms before any of it runs.",
      impact:
        "Every request, timer and message of that process is late by that much, not only the one that blocks.",
      diagnosis:
        "1. *Node.js* dashboard, row *Event loop*: is it one instance or all? One: a hot client, or a noisy neighbour.\n2. Row *Garbage collection*: pauses of the same length mean memory, not code.\n3. *Throttling* above zero means that the CPU quota stops the process.\n4. Else code blocks: look in the HTTP and GraphQL dashboards for what got slow at the same time, and profile with `node --cpu-prof` or `--inspect`. Usual suspects: large JSON, synchronous file system or crypto calls, regular expressions, loops over whole tables.",
      mitigation:
        "Roll back the deploy if it began with one (the marks in the graphs). Otherwise add processes to thin the work out, then move what blocks into pieces, into a worker thread, or to asynchronous calls.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNodeEventLoopSaturated",
    expression: utilisation,
    above: 0.9,
    for: "10m",
    severity: "critical",
    summary: "The event loop has almost no time left.",
    description:
      "The event loop of {{ $labels.instance }} ({{ $labels.job }}) is busy {{ $value | humanizePercentage }} of the time.",
    runbook: {
      meaning:
        "The thread that runs JavaScript has been busy more than 90 % of the time for ten minutes. CPU use of the machine can look harmless meanwhile: one thread fills one CPU only.",
      impact:
        "Queues build up, latency grows without bound, and health checks may fail and cause restarts.",
      diagnosis:
        "1. *Node.js* dashboard, *Event-loop utilisation by instance*: all instances mean too much traffic or slower code, one means uneven load.\n2. Compare with the request rate: did traffic grow, or the work per request?\n3. *Time in GC*: above 10 % the heap is the cause.",
      mitigation:
        "Scale out now. Then find the work that grew: compare versions in the *Application* dashboard, and roll back if the new one is the busier.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNodeGarbageCollectionHeavy",
    expression: collecting,
    above: 0.1,
    for: "10m",
    severity: "warning",
    summary: "Garbage collection takes too much of the time.",
    description:
      "{{ $labels.instance }} ({{ $labels.job }}) spends {{ $value | humanizePercentage }} of its time collecting garbage.",
    runbook: {
      meaning: "More than a tenth of the time goes into cleaning the heap instead of work.",
      impact: "Less throughput and longer delays; when the heap is nearly full it ends in a crash.",
      diagnosis:
        "1. *Node.js* dashboard, row *Garbage collection*: major collections mean a heap that is nearly full, minor ones mean many short-lived objects.\n2. Row *Heap*: is it near its limit, and does it only rise?",
      mitigation:
        "Heap near its limit: raise `--max-old-space-size` (and the memory of the container with it), then look for the leak. Many minor collections: raise `--max-semi-space-size`, and look for code that builds large results in memory.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNodeCpuThrottled",
    expression: throttled,
    above: 0.1,
    for: "15m",
    severity: "warning",
    summary: "The CPU quota slows the process down.",
    description:
      "{{ $labels.instance }} ({{ $labels.job }}) was kept off the CPU {{ $value | humanizePercentage }} of the time.",
    runbook: {
      meaning:
        "The control group used up its CPU quota early in many periods, so the kernel stopped the whole process until the next one.",
      impact:
        "Pauses of up to a period (100 ms) that look like a blocked event loop or slow dependencies.",
      diagnosis:
        "*Node.js* dashboard: *CPU of limit by instance*, and *Throttling*. Throttling far below the limit comes from bursts: garbage collection, zlib and crypto run on several threads at once.",
      mitigation:
        "Raise or remove the CPU limit (the request is enough for scheduling). With a limit below one CPU, raise it to one at least.",
    },
    dashboard,
  }),
];
