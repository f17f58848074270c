import { alert, isNot, rate, ratio } from "@promenade/dashboard";
import { metrics } from "./metrics.ts";

const { duration } = metrics;

export const alerts = [
  alert({
    name: "PromenadeAcmeRequestsFail",
    expression: ratio(
      rate(duration, { by: ["job"], where: { error_type: isNot("") } }),
      rate(duration, { by: ["job"] }),
    ),
    above: 0.1,
    for: "5m",
    severity: "warning",
    summary: "More than 10 % of the requests to acme fail.",
    description:
      "{{ $labels.job }}: {{ $value | humanizePercentage }} of the requests to acme fail.",
    runbook: {
      meaning: "Requests to acme end with an error.",
      impact: "What needs acme fails or is slow.",
      diagnosis: "Open the dashboard: which operation, since when, and which error_type?",
      mitigation: "Roll back if it began with a deploy; else ask the owner of acme.",
    },
    dashboard: "promenade-acme",
  }),
];
