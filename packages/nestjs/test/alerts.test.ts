import { testAlerts, type InputSeries } from "@promenade/testing";
import { alerts } from "../src/dashboard.ts";

const target = 'job="shop",instance="a"';
const route = 'http_request_method="GET",http_route="/orders"';

/** So many events per second. */
const growing = (perSecond: number, minutes = 2000): string => `0+${perSecond * 60}x${minutes}`;

/** Ten requests per second, a share of which fails. */
function answers(failing: number, perSecond = 10): InputSeries {
  const count = (status: number): string =>
    `http_server_request_duration_seconds_count{${target},${route},http_response_status_code="${status}"}`;
  return {
    [count(200)]: growing(perSecond * (1 - failing)),
    [count(500)]: growing(perSecond * failing),
  };
}

/** Ten requests per second, a share of which takes between one and two and a half seconds. */
function latencies(slow: number): InputSeries {
  const labels = `${target},${route},http_response_status_code="200"`;
  const bucket = (bound: string): string =>
    `http_server_request_duration_seconds_bucket{${labels},le="${bound}"}`;
  return {
    ...answers(0),
    [bucket("1")]: growing(10 * (1 - slow)),
    [bucket("2.5")]: growing(10),
    [bucket("+Inf")]: growing(10),
  };
}

function aborts(share: number): InputSeries {
  const name = `http_server_aborted_requests_total{${target},${route},phase="waiting"}`;
  return { ...answers(0), [name]: growing(10 * share) };
}

const oldest = (values: string): InputSeries => ({
  [`http_server_oldest_active_request_seconds{${target}}`]: values,
});

function outcomes(name: string, labels: string, failing: number): InputSeries {
  const count = (outcome: string): string =>
    `${name}_count{${target},${labels},outcome="${outcome}"}`;
  return { [count("ok")]: growing(1 - failing), [count("error")]: growing(failing) };
}

/** A day and an hour of traffic, then so many requests per second. */
const traffic = (then: number): InputSeries => {
  const before = 1500;
  const name = `http_server_request_duration_seconds_count{${target},${route},http_response_status_code="200"}`;
  return { [name]: `0+600x${before} ${600 * before}+${then * 60}x120` };
};

testAlerts(alerts, {
  PromenadeNestjsErrorsHigh: { fires: answers(0.06), quiet: answers(0.04) },
  PromenadeNestjsErrorBudgetBurnsFast: {
    fires: answers(0.016),
    quiet: answers(0.013),
    at: "2h",
  },
  PromenadeNestjsLatencyHigh: { fires: latencies(0.06), quiet: latencies(0.04) },
  PromenadeNestjsAbortsHigh: { fires: aborts(0.12), quiet: aborts(0.08) },
  PromenadeNestjsRequestStuck: { fires: oldest("0+60x60"), quiet: oldest("30+0x60") },
  PromenadeNestjsTrafficGone: { fires: traffic(0.5), quiet: traffic(2), at: "26h" },
  PromenadeNestjsMessagesFail: {
    fires: outcomes("nestjs_rpc_duration_seconds", 'pattern="add"', 0.15),
    quiet: outcomes("nestjs_rpc_duration_seconds", 'pattern="add"', 0.05),
  },
  PromenadeNestjsJobFails: {
    fires: outcomes("nestjs_cron_duration_seconds", 'job_name="clean-up"', 0.6),
    quiet: outcomes("nestjs_cron_duration_seconds", 'job_name="clean-up"', 0.4),
    at: "2h",
  },
});
