import {
  orZero,
  overWindow,
  quantile,
  query,
  ratio,
  row,
  scale,
  small,
  stat,
  timeseries,
  value,
  within,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import {
  badLatency,
  badRatio,
  budget,
  duration,
  errorRatio,
  errorRatioInRange,
  goodRatioInRange,
  objective,
  fastSeconds,
  requests,
} from "./parts.ts";

/** Is it well? All routes together. */
export const overview: Row = row("Overview", [
  stat({
    title: "Requests",
    description: "Answered per second. A sudden drop means that clients cannot reach the app.",
    queries: [query(requests, "requests")],
    unit: "reqps",
    ...small,
  }),
  stat({
    title: "Errors",
    description: "Share of answers with a status of 5xx. Which routes: see Errors by route.",
    queries: [query(errorRatio, "5xx")],
    thresholds: badRatio,
    decimals: 2,
    ...small,
  }),
  stat({
    title: "Latency p95",
    description: "95 % of requests are answered faster. Event streams are not counted.",
    queries: [query(orZero(quantile(0.95, duration)), "p95")],
    thresholds: badLatency,
    ...small,
  }),
  stat({
    title: "Latency p99",
    description: "99 % of requests are answered faster: what the unlucky ones see.",
    queries: [query(orZero(quantile(0.99, duration)), "p99")],
    thresholds: badLatency,
    ...small,
  }),
  stat({
    title: "In flight",
    description: "Requests that are being answered now, event streams included.",
    queries: [query(orZero(value(metrics.activeRequests)), "in flight")],
    decimals: 0,
    ...small,
  }),
  stat({
    title: "Oldest request",
    description:
      "Age of the oldest request in flight. It only grows: a handler hangs, often for a pool or a lock.",
    queries: [query(orZero(value(metrics.oldestRequest, { aggregate: "max" })), "oldest")],
    thresholds: [
      { from: 10, color: "orange" },
      { from: 60, color: "red" },
    ],
    decimals: 1,
    ...small,
  }),
]);

/** Will it keep what was promised? */
export const errorBudget: Row = row("Error budget: 99.9 % of requests without a fault of the app", [
  stat({
    title: "Availability",
    description:
      "Share of requests in the chosen time that did not end in 5xx. The objective: 99.9 %.",
    queries: [query(goodRatioInRange, "available")],
    baseColor: "red",
    thresholds: [
      { from: 0.99, color: "orange" },
      { from: objective, color: "green" },
    ],
    decimals: 3,
    ...small,
  }),
  stat({
    title: "Budget spent",
    description:
      "Of the errors that the objective allows in the chosen time. At 100 % the objective is missed: stop risky deploys.",
    queries: [query(scale(errorRatioInRange, budget), "spent")],
    thresholds: [
      { from: 0.5, color: "orange" },
      { from: 1, color: "red" },
    ],
    decimals: 0,
    ...small,
  }),
  timeseries({
    title: "Burn rate",
    description:
      "How many times faster than allowed errors happen, in the windows that the alerts use too. 1 spends exactly the budget; 14.4 spends a month's within two days.",
    queries: [
      query(scale(overWindow(errorRatio, "5m"), budget), "5 minutes", { line: "dashed" }),
      query(scale(overWindow(errorRatio, "1h"), budget), "1 hour"),
    ],
    unit: "short",
    min: 0,
    color: "thresholds",
    thresholds: [
      { from: 1, color: "orange" },
      { from: 14.4, color: "red" },
    ],
    width: 8,
    height: 6,
  }),
  timeseries({
    title: "Answered within 500 ms",
    description: "Share of requests that were fast enough. It falls before the mean rises.",
    queries: [
      query(ratio(within(duration, fastSeconds), requests, { idle: "absent" }), "within 500 ms"),
    ],
    unit: "percentunit",
    max: 1,
    softMin: 0.9,
    width: 8,
    height: 6,
  }),
]);
