import {
  byVersion,
  half,
  orZero,
  percentiles,
  quantile,
  query,
  rate,
  ratio,
  row,
  sumRate,
  third,
  timeseries,
  topk,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { chosen, duration, endpoint, endpointName, failed, listed, noRoute } from "./parts.ts";

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
      queries: percentiles((q) => orZero(quantile(q, metrics.responseBodySize, { where: chosen }))),
      min: 0,
      ...half,
    }),
    timeseries({
      title: "Request size",
      description: "Declared size of the bodies that arrived whole; 0 while none come.",
      queries: percentiles((q) => orZero(quantile(q, metrics.requestBodySize, { where: chosen }))),
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
const all = byVersion(rate(duration, perTarget), "sum");
const failures = byVersion(rate(duration, { ...perTarget, where: failed }), "sum");

/** Whether a deploy did it. */
export const versions: Row = row("By version", [
  timeseries({
    title: "Requests by version",
    description: "Answered per second by each version of the app that runs.",
    queries: [query(all, "{{version}}")],
    unit: "reqps",
    stack: "normal",
    ...half,
  }),
  timeseries({
    title: "Errors by version",
    description: "Share of 5xx of each version. Only the new line is up: roll back.",
    queries: [query(ratio(failures, all), "{{version}}")],
    min: 0,
    ...half,
  }),
]);
