import {
  dashboard,
  isNot,
  quantile,
  query,
  rate,
  ratio,
  row,
  timeseries,
  value,
} from "@promenade/dashboard";
import { metrics } from "./metrics.ts";

export { alerts } from "./alerts.ts";

const { duration, inFlight } = metrics;
const failed = { error_type: isNot("") };

export const dashboards = [
  dashboard({
    uid: "promenade-acme",
    title: "Acme",
    description: "What this app asks of acme: how much, how fast, how often it fails.",
    anchor: duration,
    rows: [
      row("Requests", [
        timeseries({
          title: "Requests",
          description: "Requests per second. A sudden fall: look at the errors.",
          queries: [query(rate(duration, { by: ["operation"] }), "{{operation}}")],
          unit: "ops",
        }),
        timeseries({
          title: "95th percentile",
          description:
            "95 % of requests are answered within this time. Compare it with the last deploy.",
          queries: [query(quantile(0.95, duration, { by: ["operation"] }), "{{operation}}")],
          unit: "s",
        }),
        timeseries({
          title: "Failures",
          description: "The share of requests that fail.",
          queries: [
            query(
              ratio(
                rate(duration, { by: ["operation"], where: failed }),
                rate(duration, { by: ["operation"] }),
              ),
              "{{operation}}",
            ),
          ],
          unit: "percentunit",
        }),
        timeseries({
          title: "In flight",
          description:
            "Requests that wait for an answer. It grows when acme is slower than it is asked.",
          queries: [query(value(inFlight, { by: ["instance"] }), "{{instance}}")],
        }),
      ]),
    ],
  }),
];
