import {
  average,
  barGauge,
  half,
  is,
  orZero,
  overRange,
  quantile,
  query,
  rate,
  ratio,
  row,
  sumTotal,
  table,
  third,
  timeseries,
  topk,
  total,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { badLatency, badRatio } from "./parts.ts";

const executed = { phase: "execute" } as const;
const notExecuted = { phase: is("parse", "validate", "request", "context") } as const;
const noField = { field: "no errors" } as const;
const noCode = { code: "no errors" } as const;
const notTimed = { field: "no timed field" } as const;

/** Which part of the schema fails. */
export const errors: Row = row("Errors", [
  timeseries({
    title: "Errors by field",
    description:
      "Of the schema, the ten most failing: Type.field is the resolver to look at, whatever the clients call it.",
    queries: [
      query(
        orZero(topk(10, rate(metrics.errors, { by: ["field"], where: executed })), noField),
        "{{field}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Errors by code",
    description:
      "While executing. INTERNAL_SERVER_ERROR: the app threw something that has no code. Others are the app's own words.",
    queries: [
      query(
        orZero(topk(10, rate(metrics.errors, { by: ["code"], where: executed })), noCode),
        "{{code}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  timeseries({
    title: "Errors before execution",
    description:
      "GRAPHQL_VALIDATION_FAILED after a deploy: a field is gone that clients still ask for. A flood: somebody scans. Context: the app failed to make the operation's context.",
    queries: [
      query(
        orZero(rate(metrics.errors, { by: ["phase", "code"], where: notExecuted }), {
          phase: "none",
          ...noCode,
        }),
        "{{phase}}: {{code}}",
      ),
    ],
    min: 0,
    ...third,
  }),
  barGauge({
    title: "Most failing fields",
    description: "Errors in the chosen time by field and code.",
    queries: [
      query(
        orZero(topk(10, total(metrics.errors, { by: ["field", "code"], where: executed })), {
          ...noField,
          ...noCode,
        }),
        "{{field}}: {{code}}",
      ),
    ],
    ...half,
  }),
  barGauge({
    title: "Deprecated fields in use",
    description:
      "Operations in the chosen time that ask for a deprecated field or argument. At 0 for long enough, it can go.",
    queries: [
      query(
        orZero(topk(20, total(metrics.deprecatedFields, { by: ["field"] })), {
          field: "none in use",
        }),
        "{{field}}",
      ),
    ],
    ...half,
  }),
]);

/** Resolvers that were chosen with timeFields(). */
export const fields: Row = row(
  "Timed fields",
  [
    timeseries({
      title: "Field p95",
      description: "Time of the resolvers that timeFields() was given, the ten slowest.",
      queries: [
        query(
          orZero(topk(10, quantile(0.95, metrics.fieldDuration, { by: ["field"] })), notTimed),
          "{{field}}",
        ),
      ],
      min: 0,
      ...half,
    }),
    timeseries({
      title: "Resolver calls",
      description:
        "Per second. Far above the operations: the field is resolved once for each item of a list.",
      queries: [
        query(
          orZero(topk(10, rate(metrics.fieldDuration, { by: ["field"] })), notTimed),
          "{{field}}",
        ),
      ],
      min: 0,
      ...half,
    }),
    table({
      title: "Fields",
      description: "All of the chosen time. Load is the time that all calls together took.",
      columns: [
        {
          title: "p95",
          expression: overRange(quantile(0.95, metrics.fieldDuration, { by: ["field"] })),
          cell: "color",
          thresholds: badLatency,
        },
        { title: "Mean", expression: overRange(average(metrics.fieldDuration, { by: ["field"] })) },
        {
          title: "Load",
          expression: sumTotal(metrics.fieldDuration, { by: ["field"] }),
          cell: "bar",
        },
        {
          title: "Failed",
          expression: ratio(
            total(metrics.fieldDuration, { by: ["field"], where: { outcome: "error" } }),
            total(metrics.fieldDuration, { by: ["field"] }),
          ),
          cell: "color",
          thresholds: badRatio,
        },
      ],
      labels: { field: "Field" },
      sortBy: { column: "Load" },
      width: 24,
      height: 8,
    }),
  ],
  { collapsed: true },
);
