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
const perCommand = { by: ["command"] } as const;
const failures = rate(duration, { by: ["error_type"], where: { error_type: isNot("") } });

export const dashboards = [
  dashboard({
    uid: "promenade-ioredis",
    title: "ioredis",
    description: "What this app asks of Redis: how much, how fast, how often it fails.",
    anchor: duration,
    rows: [
      row("Commands", [
        timeseries({
          title: "Commands",
          description: "Commands per second. A sudden rise without more traffic: look for a loop.",
          queries: [query(rate(duration, perCommand), "{{command}}")],
          unit: "ops",
        }),
        timeseries({
          title: "95th percentile",
          description: "95 % of the answers come within this time. All slow: the network or Redis.",
          queries: [query(quantile(0.95, duration, perCommand), "{{command}}")],
          unit: "s",
          exemplars: true,
        }),
        timeseries({
          title: "Failures",
          description: "The share of commands that fail, by Redis' error code.",
          queries: [query(ratio(failures, rate(duration)), "{{error_type}}")],
          unit: "percentunit",
        }),
        timeseries({
          title: "In flight",
          description:
            "Commands that were sent and have no answer yet. It grows while Redis is slow.",
          queries: [query(value(inFlight, { by: ["instance"] }), "{{instance}}")],
        }),
      ]),
    ],
  }),
];
