import { testAlerts, type InputSeries } from "@promenade/testing";
import { alerts } from "../src/dashboard.ts";

const target = 'job="shop",instance="a"';

/** So many events per second. */
const growing = (perSecond: number): string => `0+${perSecond * 60}x2000`;

/** Ten operations per second, a share of which ends otherwise than well. */
function outcomes(outcome: string, share: number): InputSeries {
  const count = (value: string): string =>
    `graphql_operation_duration_seconds_count{${target},graphql_operation_name="Users",graphql_operation_type="query",outcome="${value}"}`;
  return { [count("ok")]: growing(10 * (1 - share)), [count(outcome)]: growing(10 * share) };
}

/** Ten operations per second, a share of which takes between one and two and a half seconds. */
function latencies(slow: number): InputSeries {
  const labels = `${target},graphql_operation_name="Users",graphql_operation_type="query",outcome="ok"`;
  const bucket = (bound: string): string =>
    `graphql_operation_duration_seconds_bucket{${labels},le="${bound}"}`;
  return {
    [`graphql_operation_duration_seconds_count{${labels}}`]: growing(10),
    [bucket("1")]: growing(10 * (1 - slow)),
    [bucket("2.5")]: growing(10),
    [bucket("+Inf")]: growing(10),
  };
}

const errors = (perSecond: number, code: string): InputSeries => ({
  [`graphql_errors_total{${target},phase="execute",code="${code}",field="User.orders"}`]:
    growing(perSecond),
});

const oldest = (values: string): InputSeries => ({
  [`graphql_oldest_operation_seconds{${target}}`]: values,
});

function persisted(missed: number): InputSeries {
  const count = (outcome: string): string =>
    `graphql_persisted_queries_total{${target},outcome="${outcome}"}`;
  return { [count("hit")]: growing(10 * (1 - missed)), [count("miss")]: growing(10 * missed) };
}

testAlerts(alerts, {
  PromenadeGraphqlErrorsHigh: { fires: outcomes("error", 0.06), quiet: outcomes("error", 0.04) },
  PromenadeGraphqlFieldFails: {
    fires: errors(0.2, "INTERNAL_SERVER_ERROR"),
    quiet: { ...errors(0.05, "INTERNAL_SERVER_ERROR"), ...errors(5, "NOT_FOUND") },
  },
  PromenadeGraphqlLatencyHigh: { fires: latencies(0.06), quiet: latencies(0.04) },
  PromenadeGraphqlRequestsInvalid: {
    fires: outcomes("invalid", 0.25),
    quiet: outcomes("invalid", 0.15),
  },
  PromenadeGraphqlOperationStuck: { fires: oldest("0+60x60"), quiet: oldest("30+0x60") },
  PromenadeGraphqlPersistedQueriesMissed: { fires: persisted(0.25), quiet: persisted(0.15) },
});
