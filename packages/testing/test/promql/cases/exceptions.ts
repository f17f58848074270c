/** Cases that the engine does not answer as Prometheus's own tests expect. */
export interface Exception {
  /** Of the case's expression, in all files or in one. */
  readonly expression: RegExp;
  readonly file?: string;
  /**
   * The engine refuses it with `PROMENADE_PROMQL_UNSUPPORTED`, has more digits than the case, or answers something else on
   * purpose.
   */
  readonly kind: "unsupported" | "rounded" | "wrong";
  /** What the engine says, or how its answer differs. */
  readonly verdict: RegExp;
  readonly reason: string;
}

/**
 * The first that fits a case counts. One that fits no case fails the test, and so does a case that is right after all; only of
 * those that are rounded, some are round anyway.
 */
export const exceptions: readonly Exception[] = [
  {
    expression: /^label_(?:replace|join)\(rate|^sum\(rate/,
    file: "name_label_dropping.test",
    kind: "wrong",
    verdict: /^Two series of the result have the same labels \{env="1"\}/,
    reason: "Prometheus runs its tests with delayed name removal, which is off by default",
  },
  {
    expression: /^\(http_requests_total\{group="canary"\} \+ 1\) (?:and|or) http_requests_total/,
    file: "type_and_unit.test",
    kind: "wrong",
    verdict: /^only (?:Prometheus|the engine) has /,
    reason: "so do the type and the unit: a sum has none, and finds no partner that has them",
  },
  {
    expression: /^stddev_over_time\(\(?metric\[2m\]\)|^sinh\(/,
    kind: "rounded",
    verdict: /is (?:3\.249615|11013\.232920103324) at 60 in Prometheus/,
    reason: "the case has less digits than the engine is held to",
  },
  {
    expression: /"[^"]*\\x(?:c5|ff)/,
    kind: "wrong",
    verdict: /^This text cannot be read/,
    reason: "bytes that are no UTF-8 are refused when they are read, and not first as a label",
  },
  {
    expression: /^histogram_(?:quantile|fraction)\(.*var_res_histogram/,
    kind: "rounded",
    verdict: /is (?:-?1\.189207|0\.5) at 60 in Prometheus/,
    reason: "the case has less digits than the engine is held to",
  },
];
