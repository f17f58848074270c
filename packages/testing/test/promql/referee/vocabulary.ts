/** What random expressions are made of. */
export const metrics = [
  "requests_total",
  "requests_total",
  "temperature_celsius",
  "limit_celsius",
  "queue_jobs",
  "app_info",
  "latency_seconds_count",
  "latency_seconds_sum",
  "latency_seconds_bucket",
  "odd_values",
  "nothing_here",
];
export const conditions = [
  'job="shop"',
  'job!="shop"',
  'instance=~"a.*|b:2"',
  'instance!~"a:.+"',
  'code=~"4..|5.."',
  'code=""',
  'zone="inside"',
  'route=~"/(cart)?"',
  'version=~"1\\\\.0.*"',
  "le=~'.*5.*'",
];
export const distinct = [
  "temperature_celsius",
  "avg_over_time(temperature_celsius[2m])",
  'limit_celsius{zone="inside"}',
  "temperature_celsius * 2",
];
/** Numbers without the noise of a long calculation: they become labels. */
export const counted = [
  "queue_jobs",
  "odd_values",
  "temperature_celsius",
  "latency_seconds_bucket % 7",
  'limit_celsius{zone="inside"} / 3',
];
export const quantiles = ["0.5", "0.99", "0", "1", "0.25", "-1", "2", "NaN"];
/** The remainder of a large number makes much of its last digit, so `%` has a place of its own. */
export const arithmetic = ["+", "-", "*", "/", "^", "atan2"];
export const comparisons = ["==", "!=", ">", "<", ">=", "<="];
export const aggregations = [
  "sum",
  "sum",
  "avg",
  "min",
  "max",
  "count",
  "group",
  "stddev",
  "stdvar",
];
export const ofOne =
  "abs ceil floor exp sqrt ln log2 log10 sgn deg rad asin acos atan sinh cosh tanh asinh acosh atanh".split(
    " ",
  );
export const ofTime =
  "minute hour day_of_week day_of_month day_of_year days_in_month month year".split(" ");
export const rangeFunctions =
  "rate rate increase irate idelta delta deriv changes resets avg_over_time sum_over_time min_over_time max_over_time count_over_time last_over_time present_over_time stddev_over_time stdvar_over_time quantile_over_time predict_linear".split(
    " ",
  );
export const rangeFunctions3 =
  "mad_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time double_exponential_smoothing".split(
    " ",
  );
export const literals = ["0", "1", "2.5", "-3", "1e3", "Inf", "-Inf", "NaN", "0x1F", ".5", "2."];
export const ranges = ["30s", "1m", "1m30s", "2m", "5m", "10m", "45s", "15s"];
/** An experiment of Prometheus 3. */
export const calculatedRanges = [
  "1m + 30s",
  "-2 ^ 2 + 2m * 1.5",
  "10m / 7",
  "(45s)",
  "5m - (1m - 30s)",
  "7m % 2m",
  "60 * 2",
];
/** Not with both `offset` and `@`: there, Prometheus's `timestamp()` forgets the offset. */
export const timed = [
  "queue_jobs",
  "odd_values offset 1m",
  "temperature_celsius @ start()",
  "rate(requests_total[2m])",
  "app_info * 2",
];
