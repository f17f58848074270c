import {
  buckets,
  half,
  heatmap,
  matches,
  orZero,
  percentiles,
  quantile,
  query,
  rate,
  ratio,
  row,
  third,
  timeseries,
  topk,
  type Matcher,
  type Row,
} from "@promenade/dashboard";
import {
  chosen,
  duration,
  endpoint,
  endpointName,
  failed,
  gone,
  refused,
  listed,
  noRoute,
} from "./parts.ts";

const ok = matches("2..");
const redirect = matches("3..");
const ofEndpoint = { by: endpoint, where: chosen } as const;
/** The ten endpoints with the highest share of such answers. */
const worst = (answers: { readonly http_response_status_code: Matcher }) =>
  orZero(
    topk(
      10,
      ratio(
        rate(duration, { by: endpoint, where: { ...chosen, ...answers } }),
        rate(duration, ofEndpoint),
      ),
      { above: 0 },
    ),
    noRoute,
  );

/** How much, and how it ends. */
export const traffic: Row = row("Requests and errors", [
  timeseries({
    title: "Requests by route",
    description: "Answered per second, the ten busiest routes.",
    queries: [query(topk(10, rate(duration, ofEndpoint)), endpointName)],
    unit: "reqps",
    stack: "normal",
    ...half,
    ...listed,
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
    description:
      "Share of 5xx, the ten worst routes of the chosen time. One route: its handler. All: a dependency.",
    queries: [query(worst(failed), endpointName)],
    min: 0,
    ...third,
    ...listed,
  }),
  timeseries({
    title: "Refused by route",
    description:
      "Share of 4xx, the ten worst routes of the chosen time. A jump after a deploy: clients and app no longer agree. On Express, a body that is no JSON is refused before a route is found: see <unmatched>.",
    queries: [query(worst(refused), endpointName)],
    min: 0,
    ...third,
    ...listed,
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
    stack: "normal",
    min: 0,
    ...third,
    ...listed,
  }),
]);

/** How long it takes. */
export const latency: Row = row("Latency", [
  timeseries({
    title: "Latency",
    description: "From the parsed head to the close of the response. Dots are traces.",
    queries: percentiles((q) => orZero(quantile(q, duration, { where: chosen }))),
    exemplars: true,
    min: 0,
    ...third,
  }),
  heatmap({
    title: "Latencies",
    description:
      "How many requests took how long. Two bands mean two kinds of work, often cached and not.",
    expression: buckets(duration, { where: chosen }),
    cellUnit: "reqps",
    exemplars: true,
    ...third,
  }),
  timeseries({
    title: "Latency p95 by route",
    description: "The ten slowest routes. A step is a deploy, a slope is growing data.",
    queries: [query(topk(10, quantile(0.95, duration, ofEndpoint)), endpointName)],
    min: 0,
    ...third,
    ...listed,
  }),
]);
