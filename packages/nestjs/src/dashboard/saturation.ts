import { selfMetrics } from "@promenade/core";
import {
  aggregate,
  orZero,
  quantile,
  query,
  rate,
  ratio,
  row,
  sumRate,
  timeseries,
  topk,
  value,
  withInfo,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import {
  chosen,
  duration,
  endpoint,
  endpointName,
  failed,
  half,
  listed,
  noRoute,
  third,
} from "./parts.ts";

/** What is under way. */
export const saturation: Row = row("Saturation", [
  timeseries({
    title: "In flight by instance",
    description:
      "Requests that are being answered. It climbs while the rate does not: the app waits for something.",
    queries: [
      query(
        orZero(value(metrics.activeRequests, { by: ["instance"] }), { instance: "none" }),
        "{{instance}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "In flight by method",
    description: "Requests that are being answered.",
    queries: [
      query(
        orZero(value(metrics.activeRequests, { by: ["http_request_method"] }), {
          http_request_method: "none",
        }),
        "{{http_request_method}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Oldest request by instance",
    description:
      "Age of the oldest request in flight. A straight line upwards is a request that hangs.",
    queries: [
      query(
        orZero(value(metrics.oldestRequest, { by: ["instance"], aggregate: "max" }), {
          instance: "none",
        }),
        "{{instance}}",
      ),
    ],
    min: 0,
    ...third,
  }),
]);

/** Clients that did not wait. */
export const aborts: Row = row("Clients that went away", [
  timeseries({
    title: "Aborted requests by phase",
    description:
      "Upload: the body never arrived whole. Waiting: before the answer, usually a time-out of the client or proxy. Response: while it was sent.",
    queries: [
      query(rate(metrics.abortedRequests, { where: { ...chosen, phase: "upload" } }), "upload"),
      query(rate(metrics.abortedRequests, { where: { ...chosen, phase: "waiting" } }), "waiting"),
      query(rate(metrics.abortedRequests, { where: { ...chosen, phase: "response" } }), "response"),
    ],
    unit: "reqps",
    min: 0,
    ...half,
  }),
  timeseries({
    title: "Aborted by route",
    description:
      "Share of requests whose client went away, the ten worst routes of the chosen time: too slow for somebody. On Express, uploads that break off come before a route is found: see <unmatched>.",
    queries: [
      query(
        orZero(
          topk(
            10,
            ratio(
              rate(metrics.abortedRequests, { by: endpoint, where: chosen }),
              rate(duration, { by: endpoint, where: chosen }),
            ),
            { above: 0 },
          ),
          noRoute,
        ),
        endpointName,
      ),
    ],
    min: 0,
    ...half,
    ...listed,
  }),
]);

/** How much is moved. */
export const bodies: Row = row(
  "Bodies",
  [
    timeseries({
      title: "Response size",
      description: "Size of the bodies that were sent whole.",
      queries: [
        query(orZero(quantile(0.5, metrics.responseBodySize, { where: chosen })), "p50"),
        query(orZero(quantile(0.95, metrics.responseBodySize, { where: chosen })), "p95"),
        query(orZero(quantile(0.99, metrics.responseBodySize, { where: chosen })), "p99"),
      ],
      min: 0,
      ...half,
    }),
    timeseries({
      title: "Request size",
      description: "Declared size of the bodies that arrived whole; 0 while none come.",
      queries: [
        query(orZero(quantile(0.5, metrics.requestBodySize, { where: chosen })), "p50"),
        query(orZero(quantile(0.95, metrics.requestBodySize, { where: chosen })), "p95"),
        query(orZero(quantile(0.99, metrics.requestBodySize, { where: chosen })), "p99"),
      ],
      min: 0,
      ...half,
    }),
    timeseries({
      title: "Sent by route",
      description: "Bytes of bodies per second, the ten largest.",
      queries: [
        query(
          topk(10, sumRate(metrics.responseBodySize, { by: endpoint, where: chosen })),
          endpointName,
        ),
      ],
      min: 0,
      ...half,
      ...listed,
    }),
    timeseries({
      title: "Received",
      description: "Bytes of bodies per second.",
      queries: [query(sumRate(metrics.requestBodySize, { where: chosen }), "received")],
      min: 0,
      ...half,
    }),
  ],
  { collapsed: true },
);

const perTarget = { by: ["job", "instance"] } as const;
const byVersion = aggregate(
  "sum",
  withInfo(rate(duration, perTarget), selfMetrics.started, ["version"]),
  ["version"],
);
const failedByVersion = aggregate(
  "sum",
  withInfo(rate(duration, { ...perTarget, where: failed }), selfMetrics.started, ["version"]),
  ["version"],
);

/** Whether a deploy did it. */
export const versions: Row = row("By version", [
  timeseries({
    title: "Requests by version",
    description: "Answered per second by each version of the app that runs.",
    queries: [query(byVersion, "{{version}}")],
    unit: "reqps",
    stack: "normal",
    ...half,
  }),
  timeseries({
    title: "Errors by version",
    description: "Share of 5xx of each version. Only the new line is up: roll back.",
    queries: [query(ratio(failedByVersion, byVersion), "{{version}}")],
    min: 0,
    ...half,
  }),
]);
