import { PromenadeError } from "./errors.ts";

/** The kinds of metric that Promenade records. */
export type MetricType = "counter" | "gauge" | "histogram";

/**
 * How a metric gets its values: `event` when something happens, `polled` at each scrape, `once` at start.
 */
export type MetricKind = "event" | "polled" | "once";

/**
 * `local`: the value belongs to this process, so a total over the fleet is a `sum`.
 * `shared`: every process reports the same outside thing (a queue's depth), so a total is a `max`.
 */
export type MetricScope = "local" | "shared";

/** Base units, as https://prometheus.io/docs/practices/naming/ names them. A metric's name ends in its unit. */
export const units = [
  "seconds",
  "bytes",
  "ratio",
  "celsius",
  "meters",
  "volts",
  "amperes",
  "joules",
  "grams",
] as const;
/** Base units of Prometheus' conventions; a name ends with its unit. */
export type Unit = (typeof units)[number];

/** What a user writes to define a metric. */
export interface MetricOptions<L extends string> {
  /** Full Prometheus name, with the unit and, for a counter, `_total`. */
  readonly name: string;
  /** One sentence: what is measured. */
  readonly help: string;
  /** A base unit; absent for a plain count. */
  readonly unit?: Unit;
  /** Label names. Their values must be bounded by construction. */
  readonly labels?: readonly L[];
  /** Default `event`. */
  readonly kind?: MetricKind;
  /** Default `local`. */
  readonly scope?: MetricScope;
  /** Series that one process is expected to have; feeds the estimate at start. Default: 10 per label, at most 100. */
  readonly expected?: number;
  /** Distinct values that one label may take before the rest become `__overflow__`. Default: the registry's. */
  readonly labelLimit?: number;
}

/** As {@link MetricOptions}, with the upper bounds of the buckets. */
export interface HistogramOptions<L extends string> extends MetricOptions<L> {
  /** Strictly increasing, finite; `+Inf` is implied. Default: by unit, for `seconds` and `bytes`. */
  readonly buckets?: readonly number[];
}

/** Infers label names from the list itself: no expected type can widen them. */
interface WithNames<Names extends readonly string[]> {
  readonly labels?: Names;
}

/** A metric as plain, frozen data. Dashboards, alerts, documentation and recorders are all made from it. */
export interface MetricDefinition<T extends MetricType = MetricType, L extends string = string> {
  readonly type: T;
  readonly name: string;
  readonly help: string;
  readonly unit: Unit | undefined;
  readonly labels: readonly L[];
  readonly kind: MetricKind;
  readonly scope: MetricScope;
  readonly buckets: readonly number[];
  readonly expected: number;
  readonly labelLimit: number | undefined;
}

/** A count that only grows; what `counter()` gives. */
export type CounterDefinition<L extends string = string> = MetricDefinition<"counter", L>;
/** A value that goes up and down; what `gauge()` gives. */
export type GaugeDefinition<L extends string = string> = MetricDefinition<"gauge", L>;
/** A distribution in fixed buckets; what `histogram()` gives. */
export type HistogramDefinition<L extends string = string> = MetricDefinition<"histogram", L>;

/** The metrics of a plugin or an app, by the key under which the code uses them. */
export type MetricTable = Readonly<Record<string, MetricDefinition>>;

/**
 * Bounds for durations in seconds.
 * Source: OpenTelemetry semantic conventions, `http.server.request.duration`.
 */
export const durationBuckets: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Bounds for sizes in bytes: 256 B to 16 MiB by powers of four. */
export const sizeBuckets: readonly number[] = [
  256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
];

/**
 * Defines a counter. Its name must end in `_total`.
 * @throws PromenadeError `PROMENADE_METRIC_INVALID`
 */
export function counter<const Names extends readonly string[] = readonly []>(
  options: MetricOptions<Names[number]> & WithNames<Names>,
): CounterDefinition<Names[number]> {
  return define("counter", options, []);
}

/**
 * Defines a gauge.
 * @throws PromenadeError `PROMENADE_METRIC_INVALID`
 */
export function gauge<const Names extends readonly string[] = readonly []>(
  options: MetricOptions<Names[number]> & WithNames<Names>,
): GaugeDefinition<Names[number]> {
  return define("gauge", options, []);
}

/**
 * Defines a histogram with classic buckets.
 * @throws PromenadeError `PROMENADE_METRIC_INVALID`
 */
export function histogram<const Names extends readonly string[] = readonly []>(
  options: HistogramOptions<Names[number]> & WithNames<Names>,
): HistogramDefinition<Names[number]> {
  const defaults: Partial<Record<Unit, readonly number[]>> = {
    seconds: durationBuckets,
    bytes: sizeBuckets,
  };
  const buckets =
    options.buckets ?? (options.unit === undefined ? undefined : defaults[options.unit]);
  if (buckets === undefined)
    invalid(options.name, "needs `buckets`: only seconds and bytes have defaults");
  return define("histogram", options, buckets);
}

/** Whether two definitions describe the same metric, so that one store entry can serve both. */
export function isSameDefinition(a: MetricDefinition, b: MetricDefinition): boolean {
  return (
    a.type === b.type &&
    a.name === b.name &&
    a.help === b.help &&
    a.unit === b.unit &&
    a.scope === b.scope &&
    isSameList(a.labels, b.labels) &&
    isSameList(a.buckets, b.buckets)
  );
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function define<T extends MetricType, L extends string>(
  type: T,
  options: MetricOptions<L>,
  buckets: readonly number[],
): MetricDefinition<T, L> {
  const { name, help, unit, labels = [], kind = "event", scope = "local" } = options;
  checkName(type, name, unit);
  if (typeof help !== "string" || help.trim() === "") invalid(name, "needs a `help` sentence");
  checkLabels(name, labels);
  if (type === "histogram") checkBuckets(name, buckets);
  for (const key of ["expected", "labelLimit"] as const) {
    const value = options[key];
    if (value !== undefined && !(Number.isInteger(value) && value > 0))
      invalid(name, `\`${key}\` must be a positive integer`);
  }
  return Object.freeze({
    type,
    name,
    help,
    unit,
    labels: Object.freeze([...labels]),
    kind,
    scope,
    buckets: Object.freeze([...buckets]),
    expected: options.expected ?? Math.min(10 ** labels.length, 100),
    labelLimit: options.labelLimit,
  });
}

function checkName(type: MetricType, name: string, unit: Unit | undefined): void {
  if (
    typeof name !== "string" ||
    !/^[a-z][a-z0-9_]*$/.test(name) ||
    name.includes("__") ||
    name.endsWith("_")
  ) {
    invalid(name, "must be snake_case: lower-case letters, digits and single underscores");
  }
  if (unit !== undefined && !units.includes(unit)) {
    invalid(name, `has the unit "${String(unit)}"; use a base unit: ${units.join(", ")}`);
  }
  if (type === "counter" && !name.endsWith("_total"))
    invalid(name, `is a counter, so it must end in "_total"`);
  if (type !== "counter" && name.endsWith("_total"))
    invalid(name, `ends in "_total", which is kept for counters`);
  const stem = name.replace(/_total$/, "");
  if (unit !== undefined && !stem.endsWith(`_${unit}`))
    invalid(
      name,
      `has the unit ${unit}, so it must end in "_${unit}${type === "counter" ? "_total" : ""}"`,
    );
  if (/_(?:milliseconds|ms|minutes|hours|kilobytes|kb|megabytes|mb|percent)$/.test(stem))
    invalid(name, "must use a base unit (seconds, bytes, ratio)");
  if (/_(?:bucket|sum|created)$/.test(stem))
    invalid(name, `ends in a suffix that Prometheus adds to histograms`);
}

function checkLabels(name: string, labels: readonly string[]): void {
  const reserved = new Set(["le", "quantile", "job", "instance"]);
  for (const label of labels) {
    if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(label))
      invalid(name, `has the label "${label}"; a label is letters, digits and underscores`);
    if (reserved.has(label))
      invalid(name, `has the label "${label}", which Prometheus sets itself`);
  }
  if (new Set(labels).size !== labels.length) invalid(name, "has the same label twice");
}

function checkBuckets(name: string, buckets: readonly number[]): void {
  if (buckets.length === 0 || buckets.length > 100) invalid(name, "needs 1 to 100 buckets");
  if (
    !buckets.every(
      (bound, index) =>
        Number.isFinite(bound) && (index === 0 || bound > (buckets[index - 1] ?? Number.NaN)),
    )
  ) {
    invalid(name, "needs finite, strictly increasing buckets; +Inf is implied");
  }
}

function invalid(name: string, problem: string): never {
  throw new PromenadeError("PROMENADE_METRIC_INVALID", `Metric "${String(name)}" ${problem}.`);
}
