import {
  average,
  barGauge,
  buckets,
  heatmap,
  matches,
  orZero,
  quantile,
  query,
  rate,
  ratio,
  row,
  sumRate,
  table,
  timeseries,
  topk,
  total,
  type Row,
} from "@promenade/dashboard";
import {
  badLatency,
  badRatio,
  chosen,
  duration,
  endpoint,
  endpointColumns,
  endpointName,
  failed,
  gone,
  half,
  refused,
  third,
  uid,
  whole,
} from "./parts.ts";

const ok = matches("2..");
const redirect = matches("3..");
const ofEndpoint = { by: endpoint, where: chosen } as const;
const showRoute = {
  title: "Show this route only",
  url: `/d/${uid}?var-route=\${__value.raw}&\${__url_time_range}`,
} as const;

/** How much, and how it ends. */
export const traffic: Row = row("Requests and errors", [
  timeseries({
    title: "Requests by route",
    description: "Answered per second, the ten busiest routes.",
    queries: [query(topk(10, rate(duration, ofEndpoint)), endpointName)],
    unit: "reqps",
    stack: "normal",
    ...half,
  }),
  timeseries({
    title: "Answers by class",
    description:
      "2xx went well, 3xx redirects, 4xx refuses, 5xx is a fault of the app, 499 clients that went away before the answer.",
    queries: [
      query(rate(duration, { where: { ...chosen, http_response_status_code: ok } }), "2xx"),
      query(rate(duration, { where: { ...chosen, http_response_status_code: redirect } }), "3xx"),
      query(rate(duration, { where: { ...chosen, ...refused } }), "4xx"),
      query(rate(duration, { where: { ...chosen, ...gone } }), "499"),
      query(rate(duration, { where: { ...chosen, ...failed } }), "5xx"),
    ],
    unit: "reqps",
    stack: "normal",
    ...half,
  }),
  timeseries({
    title: "Errors by route",
    description: "Share of 5xx, the ten worst routes. One route: its handler. All: a dependency.",
    queries: [
      query(
        topk(
          10,
          ratio(
            rate(duration, { by: endpoint, where: { ...chosen, ...failed } }),
            rate(duration, ofEndpoint),
          ),
        ),
        endpointName,
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Refused by route",
    description:
      "Share of 4xx, the ten worst routes. A jump after a deploy: clients and app no longer agree.",
    queries: [
      query(
        topk(
          10,
          ratio(
            rate(duration, { by: endpoint, where: { ...chosen, ...refused } }),
            rate(duration, ofEndpoint),
          ),
        ),
        endpointName,
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Status codes",
    description: "Answers per second by status code.",
    queries: [
      query(
        rate(duration, { by: ["http_response_status_code"], where: chosen }),
        "{{http_response_status_code}}",
      ),
    ],
    unit: "reqps",
    min: 0,
    ...third,
  }),
]);

/** How long it takes. */
export const latency: Row = row("Latency", [
  timeseries({
    title: "Latency",
    description: "From the parsed head to the close of the response. Dots are traces.",
    queries: [
      query(orZero(quantile(0.5, duration, { where: chosen })), "p50"),
      query(orZero(quantile(0.95, duration, { where: chosen })), "p95"),
      query(orZero(quantile(0.99, duration, { where: chosen })), "p99"),
    ],
    exemplars: true,
    min: 0,
    ...third,
  }),
  heatmap({
    title: "Latencies",
    description:
      "How many requests took how long. Two bands mean two kinds of work, often cached and not.",
    expression: buckets(duration, { where: chosen }),
    exemplars: true,
    ...third,
  }),
  timeseries({
    title: "Latency p95 by route",
    description: "The ten slowest routes. A step is a deploy, a slope is growing data.",
    queries: [query(topk(10, quantile(0.95, duration, ofEndpoint)), endpointName)],
    min: 0,
    ...third,
  }),
]);

/** Where to look first. */
export const routes: Row = row("Routes", [
  table({
    title: "Slowest routes",
    description:
      "Load is the time that all requests together took per second: where an improvement pays most. Click a route to see it alone.",
    columns: [
      {
        title: "p95",
        expression: quantile(0.95, duration, ofEndpoint),
        cell: "color",
        thresholds: badLatency,
      },
      { title: "p99", expression: quantile(0.99, duration, ofEndpoint) },
      { title: "Mean", expression: average(duration, ofEndpoint) },
      { title: "Requests", expression: total(duration, ofEndpoint), decimals: 0 },
      { title: "Load", expression: sumRate(duration, ofEndpoint), cell: "bar" },
      {
        title: "Errors",
        expression: ratio(
          rate(duration, { by: endpoint, where: { ...chosen, ...failed } }),
          rate(duration, ofEndpoint),
        ),
        cell: "color",
        thresholds: badRatio,
      },
    ],
    labels: endpointColumns,
    labelLinks: { http_route: showRoute },
    sortBy: { column: "p95" },
    ...whole,
  }),
  barGauge({
    title: "Top talkers",
    description: "The ten routes with the most requests in the chosen time.",
    queries: [query(topk(10, total(duration, ofEndpoint)), endpointName)],
    ...third,
  }),
  barGauge({
    title: "Most failing",
    description: "The ten routes with the highest share of 5xx in the chosen time.",
    queries: [
      query(
        topk(
          10,
          ratio(
            total(duration, { by: endpoint, where: { ...chosen, ...failed } }),
            total(duration, ofEndpoint),
          ),
        ),
        endpointName,
      ),
    ],
    thresholds: badRatio,
    ...third,
  }),
  barGauge({
    title: "Most time taken",
    description: "The ten routes whose requests together take the most time.",
    queries: [query(topk(10, sumRate(duration, ofEndpoint)), endpointName)],
    ...third,
  }),
]);
