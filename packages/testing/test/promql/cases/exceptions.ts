/** Cases that the engine does not answer as Prometheus's own tests expect. */
export interface Exception {
  /** Of the case's expression, in all files or in one. */
  readonly expression: RegExp;
  readonly file?: string;
  /** The engine refuses it with `PROMENADE_PROMQL_UNSUPPORTED`, or answers something else on purpose. */
  readonly kind: "unsupported" | "wrong";
  readonly reason: string;
}

/** The first that fits a case counts. One that fits no case, or a case that is right after all, fails the test. */
export const exceptions: readonly Exception[] = [
  {
    expression: /^label_(?:replace|join)\(rate|^sum\(rate/,
    file: "name_label_dropping.test",
    kind: "wrong",
    reason: "Prometheus runs its tests with delayed name removal, which is off by default",
  },
  {
    expression: /^\(http_requests_total\{group="canary"\} \+ 1\) (?:and|or) http_requests_total/,
    file: "type_and_unit.test",
    kind: "wrong",
    reason: "so do the type and the unit: a sum has none, and finds no partner that has them",
  },
  {
    expression: /^stddev_over_time\(\(?metric\[2m\]\)|^sinh\(/,
    kind: "wrong",
    reason: "the expected number is rounded, to less than the 1e-9 that the engine is held to",
  },
];
