import { counter, gauge, histogram } from "./definitions.ts";

const culprit = ["plugin", "kind", "unit", "call"] as const;

/**
 * What Promenade tells about itself and about units of work, whichever plugins are in use. Always on; every dashboard's
 * variables and deploy marks hang on `started`.
 */
export const selfMetrics = {
  started: gauge({
    name: "promenade_start_time_seconds",
    help: "When this process started its metrics, as Unix time; one series per process, the source of deploy marks.",
    unit: "seconds",
    labels: ["service_name", "version", "revision", "author", "environment"],
    kind: "once",
    expected: 1,
  }),
  series: gauge({
    name: "promenade_series",
    help: "Series that a plugin holds now; a histogram counts one per bucket, plus sum and count.",
    labels: ["plugin"],
    kind: "polled",
    expected: 6,
  }),
  scrapeDuration: histogram({
    name: "promenade_scrape_duration_seconds",
    help: "Time to collect and render one scrape.",
    unit: "seconds",
    labels: ["format"],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    expected: 2,
  }),
  collectorSuccess: gauge({
    name: "promenade_collector_success",
    help: "1 when the collector's last poll succeeded, 0 when it failed or timed out; its series are then absent.",
    labels: ["plugin", "collector"],
    kind: "polled",
    expected: 5,
  }),
  collectorDuration: gauge({
    name: "promenade_collector_duration_seconds",
    help: "Time that the collector's last poll took.",
    unit: "seconds",
    labels: ["plugin", "collector"],
    kind: "polled",
    expected: 5,
  }),
  collectorErrors: counter({
    name: "promenade_collector_errors_total",
    help: "Polls that failed, by reason (error, timeout).",
    labels: ["plugin", "collector", "reason"],
    expected: 5,
  }),
  listenerErrors: counter({
    name: "promenade_listener_errors_total",
    help: "Exceptions caught in a plugin's listeners; they never reach the app.",
    labels: ["plugin"],
    expected: 5,
  }),
  badInput: counter({
    name: "promenade_bad_input_total",
    help: "Records dropped because the value was not finite, or negative for a counter.",
    labels: ["metric"],
    expected: 5,
  }),
  overflows: counter({
    name: "promenade_cardinality_overflows_total",
    help: "Records whose label value was replaced by __overflow__ because a limit was reached.",
    labels: ["metric", "label"],
    expected: 5,
  }),
  foreignErrors: counter({
    name: "promenade_foreign_registry_errors_total",
    help: "Trouble with adopted registries, by reason (error, timeout, conflict, invalid).",
    labels: ["reason"],
    expected: 3,
  }),
  nPlusOne: counter({
    name: "app_n_plus_one_total",
    help: "Units of work in which one call, as the plugin names it, was repeated so often that it looks like N+1.",
    labels: culprit,
    expected: 5,
    labelLimit: 200,
  }),
  nPlusOneCalls: counter({
    name: "app_n_plus_one_calls_total",
    help: "Calls in those units that one call for all of them could have saved.",
    labels: culprit,
    expected: 5,
    labelLimit: 200,
  }),
};
