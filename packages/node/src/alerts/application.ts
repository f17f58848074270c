import { selfMetrics } from "@promenade/core";
import { alert, changes, value, type AlertDefinition } from "@promenade/dashboard";
import { metrics } from "../metrics.ts";

const dashboard = "promenade-application";

/** Alerts on the application as a whole. */
export const applicationAlerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeNodeRestartLoop",
    expression: changes(metrics.startTime, { by: ["job", "instance"] }),
    above: 2,
    for: "1m",
    window: "15m",
    severity: "critical",
    summary: "A process restarts again and again.",
    description:
      "{{ $labels.instance }} ({{ $labels.job }}) started {{ $value }} times in 15 minutes.",
    runbook: {
      meaning: "The same target showed three or more start times within a quarter of an hour.",
      impact: "Requests in flight are lost at every restart, and caches and pools start cold.",
      diagnosis:
        "1. The last lines of the log before each start: an uncaught exception has its stack there.\n2. No such line and exit code 137: killed for memory, see PromenadeNodeMemoryNearLimit.\n3. Exit code 143: somebody stops it, often a liveness probe that times out. See PromenadeNodeEventLoopSaturated.\n4. *Application* dashboard: does only the new version do it?",
      mitigation:
        "Roll back if it began with a deploy. Otherwise give more memory or time to the probe while you look.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeCollectorFailing",
    expression: value(selfMetrics.collectorSuccess, {
      by: ["job", "instance", "plugin", "collector"],
      aggregate: "min",
    }),
    below: 1,
    for: "10m",
    severity: "warning",
    summary: "Some metrics are missing.",
    description:
      "Collector {{ $labels.collector }} of plugin {{ $labels.plugin }} fails on {{ $labels.instance }} ({{ $labels.job }}); its series are absent.",
    runbook: {
      meaning:
        "What a plugin reads at each scrape could not be read for ten minutes. The app itself is not affected.",
      impact: "Panels and alerts that need these series are blind.",
      diagnosis:
        "The app's log has one line that names the collector and the reason. A time-out means that the observed library does not answer: a database or a queue that is down.",
      mitigation:
        "Bring back what it reads from. If it is a fault in the plugin, switch the metrics off by `except` and report it.",
    },
    dashboard,
  }),
];
