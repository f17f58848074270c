import { gauge, histogram } from "@promenade/core";

/** What runs, since when, and with which dependencies. */
export const applicationMetrics = {
  buildInfo: gauge({
    name: "app_build_info",
    help: "Always 1: which build of which service runs, on which Node.js.",
    labels: ["service_name", "version", "revision", "author", "environment", "node_version"],
    kind: "once",
    expected: 1,
  }),
  dependencyInfo: gauge({
    name: "app_dependency_info",
    help: "Always 1: the installed version of a direct dependency of the application.",
    labels: ["dependency", "version"],
    kind: "once",
    expected: 30,
    labelLimit: 200,
  }),
  startTime: gauge({
    name: "process_start_time_seconds",
    help: "When the process started, as Unix time.",
    unit: "seconds",
    kind: "once",
  }),
  uptime: gauge({
    name: "process_uptime_seconds",
    help: "How long the process has been running.",
    unit: "seconds",
    kind: "polled",
  }),
  unitDuration: histogram({
    name: "app_unit_duration_seconds",
    help: "Time of units of work (HTTP requests, GraphQL operations, jobs, messages); one inside another counts in both.",
    unit: "seconds",
    labels: ["kind", "unit"],
    // Few and far apart, because a unit may be a request or a job: it ranks units; each kind has finer ones of its own.
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    expected: 20,
    labelLimit: 200,
  }),
};
