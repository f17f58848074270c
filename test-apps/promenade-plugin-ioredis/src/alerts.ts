import { alert, isNot, rate, ratio } from "@promenade/dashboard";
import { metrics } from "./metrics.ts";

export const alerts = [
  alert({
    name: "PromenadeIoredisCommandsFail",
    expression: ratio(
      rate(metrics.duration, { by: ["job"], where: { error_type: isNot("") } }),
      rate(metrics.duration, { by: ["job"] }),
    ),
    above: 0.05,
    for: "5m",
    severity: "warning",
    summary: "More than 5 % of the commands to Redis fail.",
    description:
      "{{ $labels.job }}: {{ $value | humanizePercentage }} of the commands to Redis fail.",
    runbook: {
      meaning: "Redis answers with an error, or does not answer.",
      impact: "What needs Redis fails or is slow.",
      diagnosis:
        "Open the dashboard: which error_type? OOM: Redis is full. Only some commands: the code.",
      mitigation: "Roll back if it began with a deploy; else give Redis memory, or bring it back.",
    },
    dashboard: "promenade-ioredis",
  }),
];
