import {
  orZero,
  quantile,
  query,
  rate,
  ratio,
  row,
  small,
  stat,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { all, badLatency, badRatio, duration, errorRatio, partial, refused } from "./parts.ts";

/** Is it well? All operations together. */
export const overview: Row = row("Overview", [
  stat({
    title: "Operations",
    description: "Ended per second. A batch counts each of its operations.",
    queries: [query(all, "operations")],
    unit: "reqps",
    ...small,
  }),
  stat({
    title: "Failed",
    description:
      "Share of operations that were executed and gave no data. HTTP does not show them: the status is 200. Which: see Failed by operation.",
    queries: [query(errorRatio, "failed")],
    thresholds: badRatio,
    decimals: 2,
    ...small,
  }),
  stat({
    title: "Partial",
    description:
      "Share of operations with data and errors: a nullable field failed, and clients show holes. Which: see Errors by field.",
    queries: [query(ratio(rate(duration, { where: partial }), all), "partial")],
    thresholds: badRatio,
    decimals: 2,
    ...small,
  }),
  stat({
    title: "Invalid",
    description:
      "Share of operations that never were executed: syntax, unknown fields, wrong variables. After a deploy: the schema no longer has what clients ask for.",
    queries: [query(ratio(rate(duration, { where: refused }), all), "invalid")],
    thresholds: [
      { from: 0.05, color: "orange" },
      { from: 0.2, color: "red" },
    ],
    decimals: 2,
    ...small,
  }),
  stat({
    title: "Latency p95",
    description: "95 % of operations are faster.",
    queries: [query(orZero(quantile(0.95, duration)), "p95")],
    thresholds: badLatency,
    ...small,
  }),
  stat({
    title: "In flight",
    description: "Operations that are being worked on now, and the age of the oldest.",
    queries: [query(orZero(value(metrics.operationsInFlight)), "in flight")],
    decimals: 0,
    ...small,
  }),
]);
