import {
  average,
  buckets,
  half,
  heatmap,
  quantile,
  query,
  rate,
  row,
  timeseries,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { utilisation } from "./per-instance.ts";

const delays = metrics.eventLoopDelay;

/** How long work waits for the one thread that runs JavaScript. */
export const eventLoop: Row = row("Event loop", [
  timeseries({
    title: "Event-loop delay",
    description:
      "How long work waits before the event loop runs it, over all processes. Each block counts for as long as it lasts.",
    queries: [
      query(quantile(0.5, delays), "p50"),
      query(quantile(0.9, delays), "p90"),
      query(quantile(0.99, delays), "p99"),
      query(average(delays), "mean"),
    ],
    min: 0,
    ...half,
  }),
  heatmap({
    title: "Event-loop delays",
    description:
      "Where the delays lie. A band far above the rest is work that blocks from time to time.",
    expression: buckets(delays),
    ...half,
  }),
  timeseries({
    title: "Event-loop delay p99 by instance",
    description:
      "One process that is slower than the others has a hot client, or a noisy neighbour.",
    queries: [query(quantile(0.99, delays, { by: ["instance"] }), "{{instance}}")],
    min: 0,
    ...half,
  }),
  timeseries({
    title: "Event-loop utilisation by instance",
    description:
      "Share of time that the event loop was busy. From about 70 % on, delays grow fast.",
    queries: [query(utilisation, "{{instance}}")],
    min: 0,
    max: 1,
    ...half,
  }),
  timeseries({
    title: "Event-loop time by state",
    description: "Seconds per second that all event loops were busy, and had room left.",
    queries: [
      query(
        rate(metrics.eventLoopTime, { by: ["nodejs_eventloop_state"] }),
        "{{nodejs_eventloop_state}}",
      ),
    ],
    stack: "normal",
    min: 0,
    ...half,
  }),
]);
