import {
  average,
  barGauge,
  orZero,
  overRange,
  quantile,
  query,
  ratio,
  row,
  sumTotal,
  table,
  third,
  topk,
  total,
  whole,
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
  noRoute,
  uid,
} from "./parts.ts";

const ofEndpoint = { by: endpoint, where: chosen } as const;
const showRoute = {
  title: "Show this route only",
  url: `/d/${uid}?var-route=\${__value.raw}&\${__url_time_range}`,
} as const;

/** Where to look first. */
export const routes: Row = row("Routes", [
  table({
    title: "Slowest routes",
    description:
      "All of the chosen time. Load is the time that all requests together took: where an improvement pays most. Click a route to see it alone.",
    columns: [
      {
        title: "p95",
        expression: overRange(quantile(0.95, duration, ofEndpoint)),
        cell: "color",
        thresholds: badLatency,
      },
      { title: "p99", expression: overRange(quantile(0.99, duration, ofEndpoint)) },
      { title: "Mean", expression: overRange(average(duration, ofEndpoint)) },
      { title: "Requests", expression: total(duration, ofEndpoint), decimals: 0 },
      { title: "Load", expression: sumTotal(duration, ofEndpoint), cell: "bar" },
      {
        title: "Errors",
        expression: ratio(
          total(duration, { by: endpoint, where: { ...chosen, ...failed } }),
          total(duration, ofEndpoint),
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
    decimals: 0,
    ...third,
  }),
  barGauge({
    title: "Most failing",
    description: "The ten routes with the highest share of 5xx in the chosen time, if any failed.",
    queries: [
      query(
        orZero(
          topk(
            10,
            ratio(
              total(duration, { by: endpoint, where: { ...chosen, ...failed } }),
              total(duration, ofEndpoint),
            ),
            { above: 0 },
          ),
          noRoute,
        ),
        endpointName,
      ),
    ],
    thresholds: badRatio,
    ...third,
  }),
  barGauge({
    title: "Most time taken",
    description: "The ten routes whose requests together took the most time.",
    queries: [query(topk(10, sumTotal(duration, ofEndpoint)), endpointName)],
    ...third,
  }),
]);
