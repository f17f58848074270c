import {
  rate,
  ratio,
  variable,
  type DashboardVariable,
  type Expression,
  type Threshold,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";

export const uid = "promenade-graphql";
export const duration = metrics.operationDuration;

/** Chooses the operations that the rows below the overview show. */
export const operationName: DashboardVariable = variable({
  name: "operation",
  label: "Operation",
  metric: duration,
  of: "graphql_operation_name",
});

export const chosen = { graphql_operation_name: operationName } as const;
export const ofOperation = { by: ["graphql_operation_name"], where: chosen } as const;
export const legend = "{{graphql_operation_name}}";

/** No data, and not the client's fault. */
export const failed = { outcome: "error" } as const;
/** Data with holes: a field failed. */
export const partial = { outcome: "partial" } as const;
/** Never executed: it could not be parsed, is not valid, or had wrong variables. */
export const refused = { outcome: "invalid" } as const;

export const all: Expression<never> = rate(duration);
export const errorRatio: Expression<never> = ratio(rate(duration, { where: failed }), all);

export const badRatio: readonly Threshold[] = [
  { from: 0.01, color: "orange" },
  { from: 0.05, color: "red" },
];
export const badLatency: readonly Threshold[] = [
  { from: 0.5, color: "orange" },
  { from: 1, color: "red" },
];
