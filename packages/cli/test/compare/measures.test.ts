import { counter, gauge, histogram } from "@promenade/core";
import { definitionsOf } from "@promenade/grafana";
import { graphql } from "@promenade/graphql";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { expect, it } from "vitest";
import { measuresOf, type Measure } from "../../src/compare/measures.ts";
import { queriesOf } from "../../src/compare/queries.ts";

function describeMeasure({ metric, shape, operation, faults }: Measure): string {
  const failed = faults.map(({ label, failed: values }) => ` failed: ${label}=~${values}`).join("");
  return `${metric.name}: ${shape} of ${operation.join(", ") || "all"}${failed}`;
}

function measures(...metrics: Parameters<typeof measuresOf>[0][number]["metrics"]): string[] {
  return measuresOf([{ plugin: "own", metrics }]).map(describeMeasure);
}

it("makes measures of any plugin's definitions", () => {
  const labels = ["queue", "job_name", "outcome"] as const;
  const definitions = [
    histogram({ name: "jobs_duration_seconds", help: "h", unit: "seconds", labels }),
    histogram({
      name: "http_server_request_duration_seconds",
      help: "h",
      unit: "seconds",
      labels: ["http_request_method", "http_route", "http_response_status_code"],
    }),
    histogram({ name: "queries_per_unit", help: "h", buckets: [1, 10], labels: ["unit"] }),
    counter({ name: "messages_total", help: "h", labels: ["topic", "partition"] }),
    histogram({
      name: "http_client_request_duration_seconds",
      help: "h",
      unit: "seconds",
      labels: ["server_address", "http_response_status_code", "error_type"],
    }),
    counter({ name: "job_errors_total", help: "h", labels: ["queue", "error_type"] }),
    counter({ name: "cpu_time_seconds_total", help: "h", unit: "seconds" }),
    gauge({ name: "consumer_lag", help: "h", labels: ["topic", "partition"], scope: "shared" }),
  ];
  expect(measures(...definitions)).toEqual([
    expect.stringMatching(
      /^jobs_duration_seconds: duration of queue, job_name failed: outcome=~error\|/,
    ),
    "http_server_request_duration_seconds: duration of http_request_method, http_route failed: http_response_status_code=~5..",
    "queries_per_unit: distribution of unit",
    "messages_total: events of topic",
    "http_client_request_duration_seconds: duration of server_address failed: http_response_status_code=~5.. failed: error_type=~.+",
    "job_errors_total: faults of queue, error_type",
    "cpu_time_seconds_total: usage of all",
    "consumer_lag: level of topic",
  ]);
});

it("passes over what only names, dates or counts for ever", () => {
  expect(
    measures(
      gauge({ name: "app_build_info", help: "h", labels: ["version"] }),
      gauge({ name: "process_uptime_seconds", help: "h", unit: "seconds" }),
      gauge({ name: "last_success_timestamp_seconds", help: "h", unit: "seconds" }),
      gauge({ name: "end_offset", help: "h" }),
      gauge({ name: "pool_size", help: "h", kind: "once" }),
    ),
  ).toEqual([]);
});

it("knows the operations of our plugins", () => {
  const all = measuresOf(
    [node(), prisma(), graphql()].map((plugin) => ({
      plugin: plugin.name,
      metrics: definitionsOf(plugin),
    })),
  ).map(describeMeasure);
  expect(all).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^prisma_operation_duration_seconds: duration of model, operation failed: outcome/,
      ),
      expect.stringMatching(
        /^db_client_operation_duration_seconds: .*model, operation failed: error_type/,
      ),
      expect.stringMatching(
        /^graphql_operation_duration_seconds: duration of graphql_operation_name/,
      ),
      "prisma_operation_errors_total: faults of model, operation, code",
      "prisma_queries_per_unit: distribution of kind, unit",
      "process_cpu_time_seconds_total: usage of cpu_mode",
      "db_client_connection_pending_requests: level of db_client_connection_pool_name",
    ]),
  );
});

it("asks for sums over all processes, and for shared values once", () => {
  const [duration, lag] = measuresOf([
    {
      plugin: "own",
      metrics: [
        histogram({ name: "a_seconds", help: "h", unit: "seconds", labels: ["route", "outcome"] }),
        gauge({ name: "lag", help: "h", labels: ["topic"], scope: "shared" }),
      ],
    },
  ]);
  const queries = [duration, lag].flatMap((measure) =>
    measure === undefined ? [] : queriesOf(measure, 'job="shop"', 4).map(({ query }) => query),
  );
  expect(queries).toEqual([
    'sum by (route, le) (increase(a_seconds_bucket{job="shop"}[4s]))',
    expect.stringMatching(
      /^sum by \(route\) \(increase\(a_seconds_count\{job="shop", outcome!~"error/,
    ),
    'max by (topic) (avg_over_time(lag{job="shop"}[4s]))',
  ]);
});
