import type { Rule } from "@promenade/dashboard";
import { uidOf } from "./names.ts";

/** The expression, and a condition on it: a Prometheus rule fires for each series that its expression returns. */
export function ruleOf(rule: Rule, group: string, dataSource: string, folderUID: string) {
  const relativeTimeRange = { from: 600, to: 0 };
  const expression = { type: "__expr__", uid: "__expr__" };
  return {
    uid: uidOf(group, rule.alert),
    title: rule.alert,
    ruleGroup: group,
    folderUID,
    condition: "fires",
    for: rule.for,
    noDataState: "OK",
    execErrState: "Error",
    labels: rule.labels,
    annotations: rule.annotations,
    data: [
      {
        refId: "query",
        datasourceUid: dataSource,
        relativeTimeRange,
        model: { refId: "query", expr: rule.expr, instant: true, range: false },
      },
      {
        refId: "returns",
        datasourceUid: "__expr__",
        relativeTimeRange,
        model: {
          refId: "returns",
          type: "math",
          datasource: expression,
          // Also for a value of 0 or NaN.
          expression: "is_number($query) || is_nan($query) || is_inf($query)",
        },
      },
      {
        refId: "fires",
        datasourceUid: "__expr__",
        relativeTimeRange,
        model: {
          refId: "fires",
          type: "threshold",
          datasource: expression,
          expression: "returns",
          conditions: [{ evaluator: { type: "gt", params: [0] } }],
        },
      },
    ],
  };
}
