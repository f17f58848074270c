import { counter, gauge, histogram, selfMetrics } from "@promenade/core";
import {
  age,
  aggregate,
  average,
  barGauge,
  buckets,
  changes,
  dashboard,
  heatmap,
  increase,
  info,
  isNot,
  matches,
  offset,
  orZero,
  quantile,
  query,
  rate,
  ratio,
  row,
  stat,
  table,
  text,
  timeseries,
  topk,
  total,
  value,
  variable,
  withInfo,
  type DashboardDefinition,
} from "../src/index.ts";

/** A made-up plugin that uses everything. */
export const metrics = {
  duration: histogram({
    name: "http_server_request_duration_seconds",
    help: "Time to answer a request.",
    unit: "seconds",
    labels: ["http_request_method", "http_route", "http_response_status_code"],
  }),
  failures: counter({
    name: "shop_payment_failures_total",
    help: "Payments that failed.",
    labels: ["error_type"],
  }),
  sent: counter({ name: "shop_sent_bytes_total", help: "Bytes sent.", unit: "bytes" }),
  pool: gauge({
    name: "db_client_connection_count",
    help: "Connections by state.",
    labels: ["db_client_connection_pool_name", "db_client_connection_state"],
  }),
  waiting: gauge({
    name: "shop_queue_jobs",
    help: "Jobs that wait.",
    labels: ["queue"],
    scope: "shared",
  }),
} as const;

const { duration, failures, sent, pool, waiting } = metrics;
/** Answered with 5xx. */
export const failed = { http_response_status_code: matches("5..") };
export const poolName = variable({
  name: "pool",
  label: "Pool",
  metric: pool,
  of: "db_client_connection_pool_name",
});

export const shop: DashboardDefinition = dashboard({
  uid: "promenade-shop",
  title: "Shop",
  description: "Requests, payments and the database pool of the shop.",
  tags: ["http"],
  anchor: duration,
  variables: [poolName],
  links: [{ title: "Runbook", url: "https://example.com/runbook" }],
  rows: [
    row("Overview", [
      stat({
        title: "Requests",
        description: "Requests per second. A sudden fall means that callers cannot reach the shop.",
        unit: "reqps",
        queries: [query(rate(duration), "requests")],
      }),
      stat({
        title: "Failed",
        description: "Share of requests answered with 5xx.",
        queries: [query(ratio(rate(duration, { where: failed }), rate(duration)), "failed")],
        thresholds: [
          { from: 0.01, color: "orange" },
          { from: 0.05, color: "red" },
        ],
      }),
      stat({
        title: "Version",
        description: "What runs now.",
        show: "name",
        queries: [query(info(selfMetrics.started, { by: ["version"] }), "{{version}}")],
      }),
      stat({
        title: "Restarts",
        description: "Process starts in the chosen time.",
        queries: [query(changes(selfMetrics.started), "restarts")],
      }),
      stat({
        title: "Up since",
        description: "Age of the oldest process.",
        queries: [query(age(value(selfMetrics.started, { aggregate: "min" })), "age")],
      }),
    ]),
    row("Requests", [
      timeseries({
        title: "Duration by route",
        description: "95 % of requests are faster than this.",
        queries: [
          query(quantile(0.95, duration, { by: ["http_route"] }), "{{http_route}} p95"),
          query(average(duration, { by: ["http_route"] }), "{{http_route}} mean"),
        ],
        exemplars: true,
        legend: "table",
        thresholds: [{ from: 0.5, color: "red" }],
      }),
      heatmap({
        title: "Durations",
        description: "How many requests took how long.",
        expression: buckets(duration, { where: { http_route: isNot("/health", "/ready") } }),
        exemplars: true,
      }),
      timeseries({
        title: "Payments failed",
        description: "By cause. Any is one too many.",
        draw: "bars",
        stack: "normal",
        queries: [
          query(
            orZero(increase(failures, { by: ["error_type"] }), { error_type: "none" }),
            "{{error_type}}",
          ),
        ],
      }),
      barGauge({
        title: "Busiest routes",
        description: "Most requests in the chosen time.",
        queries: [query(topk(5, total(duration, { by: ["http_route"] })), "{{http_route}}")],
      }),
      table({
        title: "Routes",
        description: "Every route with its load and its failures.",
        columns: [
          { title: "Requests", expression: total(duration, { by: ["http_route"] }), decimals: 0 },
          {
            title: "Failed",
            expression: ratio(
              total(duration, { by: ["http_route"], where: failed }),
              total(duration, { by: ["http_route"] }),
            ),
            cell: "color",
            thresholds: [{ from: 0.05, color: "red" }],
          },
        ],
        labels: { http_route: "Route" },
        labelLinks: {
          http_route: { title: "Open", url: "/d/promenade-shop?var-route=${__value.raw}" },
        },
      }),
    ]),
    row(
      "Database",
      [
        text({ title: "About", markdown: "The pool is shared by all requests." }),
        timeseries({
          title: "Connections",
          description: "By state.",
          queries: [
            query(
              value(pool, {
                by: ["db_client_connection_state"],
                where: { db_client_connection_pool_name: poolName },
                overTime: "max",
              }),
              "{{db_client_connection_state}}",
            ),
          ],
        }),
        timeseries({
          title: "Jobs waiting",
          description: "The queue is shared by all processes.",
          queries: [query(value(waiting, { by: ["queue"] }), "{{queue}}")],
        }),
      ],
      { collapsed: true },
    ),
    row("Compare", [
      timeseries({
        title: "Sent",
        description: "Now and a week ago.",
        queries: [query(rate(sent), "now"), query(offset(rate(sent), "1w"), "a week ago")],
      }),
      timeseries({
        title: "Requests by version",
        description: "The new version beside the old one.",
        unit: "reqps",
        queries: [
          query(
            aggregate(
              "sum",
              withInfo(rate(duration, { by: ["job", "instance"] }), selfMetrics.started, [
                "version",
              ]),
              ["version"],
            ),
            "{{version}}",
          ),
        ],
      }),
    ]),
  ],
});
