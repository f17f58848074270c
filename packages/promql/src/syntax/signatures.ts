import type { ValueType } from "./tree-types.ts";

/** What a function takes and gives. */
export interface Signature {
  readonly arguments: readonly ValueType[];
  /** Arguments that may be left out, from the end. */
  readonly optional: number;
  /** The last argument may come again. */
  readonly isOpen: boolean;
  readonly returns: ValueType;
  /** Prometheus 2.42 does not have it. */
  readonly isSince3: boolean;
}

const notIn2 = new Set([
  "double_exponential_smoothing",
  "first_over_time",
  "histogram_avg",
  "histogram_stddev",
  "histogram_stdvar",
  "info",
  "mad_over_time",
  "sort_by_label",
  "sort_by_label_desc",
  "ts_of_first_over_time",
  "ts_of_last_over_time",
  "ts_of_max_over_time",
  "ts_of_min_over_time",
]);

/** `name: takes`; `v` instant vector, `m` range vector, `s` scalar, `t` text; `?` may be left out, `*` may come again. */
const table: Readonly<Record<string, string>> = {
  ...all("abs ceil floor exp sqrt ln log2 log10 sgn deg rad timestamp absent sort sort_desc", "v"),
  ...all("sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh", "v"),
  ...all("histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum", "v"),
  ...all("day_of_month day_of_week day_of_year days_in_month hour minute month year", "v?"),
  ...all("rate increase delta irate idelta deriv changes resets", "m"),
  ...all(
    `avg_over_time sum_over_time min_over_time max_over_time count_over_time last_over_time first_over_time
     present_over_time absent_over_time stddev_over_time stdvar_over_time mad_over_time ts_of_first_over_time
     ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time`,
    "m",
  ),
  clamp: "vss",
  clamp_max: "vs",
  clamp_min: "vs",
  double_exponential_smoothing: "mss",
  histogram_fraction: "ssv",
  histogram_quantile: "sv",
  info: "vv?",
  label_join: "vttt*",
  label_replace: "vtttt",
  pi: "",
  predict_linear: "ms",
  quantile_over_time: "sm",
  round: "vs?",
  scalar: "v",
  sort_by_label: "vt*",
  sort_by_label_desc: "vt*",
  time: "",
  vector: "s",
};

const scalarFunctions = new Set(["pi", "scalar", "time"]);

const letters: Readonly<Record<string, ValueType>> = {
  v: "vector",
  m: "matrix",
  s: "scalar",
  t: "string",
};

export const signatures: Readonly<Record<string, Signature>> = Object.fromEntries(
  Object.entries(table).map(([name, takes]) => [
    name,
    {
      arguments: Array.from(
        takes.replaceAll(/[?*]/g, ""),
        (letter) => letters[letter] as ValueType,
      ),
      optional: /[?*]$/.test(takes) ? 1 : 0,
      isOpen: takes.endsWith("*"),
      returns: scalarFunctions.has(name) ? "scalar" : "vector",
      isSince3: notIn2.has(name),
    },
  ]),
);

function all(names: string, takes: string): Record<string, string> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, takes]));
}
