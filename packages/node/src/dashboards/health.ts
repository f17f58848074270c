import { selfMetrics } from "@promenade/core";
import {
  quantile,
  query,
  rate,
  row,
  small,
  stat,
  subtract,
  timeseries,
  total,
  value,
  type Row,
} from "@promenade/dashboard";

const { collectorSuccess, collectorDuration, collectorErrors, series, scrapeDuration } =
  selfMetrics;

const half = { width: 12, height: 7 } as const;

/** Promenade itself: a dashboard that is empty must be told from an app that is idle. */
export const health: Row = row(
  "Promenade",
  [
    stat({
      title: "Failing collectors",
      description:
        "Collectors whose last poll failed; their series are absent. The app's log names the reason.",
      queries: [
        query(
          subtract(value(collectorSuccess, { aggregate: "count" }), value(collectorSuccess)),
          "failing",
        ),
      ],
      unit: "short",
      decimals: 0,
      thresholds: [{ from: 1, color: "red" }],
      ...small,
    }),
    stat({
      title: "Series",
      description:
        "Series that all processes hold together: what the metrics cost at your Prometheus.",
      queries: [query(value(series), "series")],
      decimals: 0,
      ...small,
    }),
    stat({
      title: "Scrape duration p95",
      description:
        "Time to collect and render one scrape. More than a second: look for a slow collector.",
      queries: [query(quantile(0.95, scrapeDuration), "p95")],
      thresholds: [
        { from: 0.5, color: "orange" },
        { from: 2, color: "red" },
      ],
      ...small,
    }),
    stat({
      title: "Listener errors",
      description:
        "Exceptions in a plugin's listeners; the app did not notice them. Please report them.",
      queries: [query(total(selfMetrics.listenerErrors), "errors")],
      decimals: 0,
      thresholds: [{ from: 1, color: "red" }],
      ...small,
    }),
    stat({
      title: "Overflows",
      description:
        "Label values that became __overflow__ because a limit was reached. Bound the label where it is made.",
      queries: [query(total(selfMetrics.overflows), "overflows")],
      decimals: 0,
      thresholds: [{ from: 1, color: "orange" }],
      ...small,
    }),
    stat({
      title: "Bad input",
      description:
        "Records that were dropped because the value was no number. The app's log names the metric.",
      queries: [query(total(selfMetrics.badInput), "dropped")],
      decimals: 0,
      thresholds: [{ from: 1, color: "orange" }],
      ...small,
    }),
    timeseries({
      title: "Series by plugin",
      description:
        "Which plugin fills the series budget. A line that only rises has a label without a bound.",
      queries: [query(value(series, { by: ["plugin"] }), "{{plugin}}")],
      stack: "normal",
      decimals: 0,
      min: 0,
      ...half,
    }),
    timeseries({
      title: "Slowest collectors",
      description:
        "How long the polls take. A collector that nears its time-out will soon be absent.",
      queries: [
        query(
          value(collectorDuration, { by: ["plugin", "collector"], aggregate: "max" }),
          "{{plugin}} {{collector}}",
        ),
      ],
      min: 0,
      ...half,
    }),
    timeseries({
      title: "Collectors that work",
      description: "1 while a collector works, 0 while it fails in any process.",
      queries: [
        query(
          value(collectorSuccess, { by: ["plugin", "collector"], aggregate: "min" }),
          "{{plugin}} {{collector}}",
        ),
      ],
      min: 0,
      max: 1,
      decimals: 0,
      ...half,
    }),
    timeseries({
      title: "Troubles",
      description:
        "Everything that Promenade caught or dropped, per second. Zero is what you want.",
      queries: [
        query(rate(selfMetrics.listenerErrors), "listener errors"),
        query(rate(collectorErrors), "collector errors"),
        query(rate(selfMetrics.badInput), "bad input"),
        query(rate(selfMetrics.overflows), "overflows"),
        query(rate(selfMetrics.foreignErrors), "adopted registries"),
      ],
      unit: "ops",
      min: 0,
      ...half,
    }),
  ],
  { collapsed: true },
);
