import { selfMetrics } from "@promenade/core";
import {
  changes,
  dashboard,
  info,
  overRange,
  query,
  row,
  scale,
  shorten,
  small,
  stat,
  table,
  timeseries,
  value,
  type Row,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { comparison } from "./comparison.ts";
import { health } from "./health.ts";
import { units } from "./units.ts";

const build = ["service_name", "version", "revision", "author", "environment"] as const;

const whatRuns: Row = row("What runs", [
  stat({
    title: "Service",
    description: "The services that the filters above select. Choose a job to see one alone.",
    queries: [query(info(metrics.buildInfo, { by: ["service_name"] }), "{{service_name}}")],
    show: "name",
    ...small,
  }),
  stat({
    title: "Version",
    description:
      "More than one is normal while a deploy rolls out; if it stays, the rollout hangs.",
    queries: [query(info(metrics.buildInfo, { by: ["version"] }), "{{version}}")],
    show: "name",
    ...small,
  }),
  stat({
    title: "Revision",
    description:
      "The commit that runs, shortened; the whole is under Builds. Empty: set GIT_SHA, or the option `revision`.",
    queries: [
      query(shorten(info(metrics.buildInfo, { by: ["revision"] }), "revision", 12), "{{revision}}"),
    ],
    show: "name",
    ...small,
  }),
  stat({
    title: "Author",
    description:
      "Who made the commit that runs, to ask first. Empty: set GIT_AUTHOR, or the option `author`.",
    queries: [query(info(metrics.buildInfo, { by: ["author"] }), "{{author}}")],
    show: "name",
    ...small,
  }),
  stat({
    title: "Environment",
    description: "Where it runs. Empty: set NODE_ENV, or the option `environment`.",
    queries: [query(info(metrics.buildInfo, { by: ["environment"] }), "{{environment}}")],
    show: "name",
    ...small,
  }),
  stat({
    title: "Node.js",
    description: "The version of Node.js. More than one points at a host that was not updated.",
    queries: [query(info(metrics.buildInfo, { by: ["node_version"] }), "{{node_version}}")],
    show: "name",
    ...small,
  }),
  stat({
    title: "Instances",
    description: "Processes that report. Fewer than you run: look for targets that are down.",
    queries: [query(value(metrics.buildInfo, { aggregate: "count" }), "instances")],
    ...small,
  }),
  stat({
    title: "Last start",
    description: "When the newest process started. If nobody deployed then, a process died.",
    queries: [query(scale(value(metrics.startTime, { aggregate: "max" }), 1000), "started")],
    unit: "dateTimeFromNow",
    sparkline: false,
    ...small,
  }),
  stat({
    title: "Uptime",
    description: "Of the process that started last.",
    queries: [query(value(metrics.uptime, { aggregate: "min" }), "uptime")],
    unit: "dtdurations",
    sparkline: false,
    ...small,
  }),
  stat({
    title: "Restarts",
    description:
      "Processes that started anew under the same address in the chosen time, deploys included.",
    queries: [query(changes(metrics.startTime), "restarts")],
    decimals: 0,
    ...small,
  }),
]);

const deploys: Row = row("Deploys", [
  table({
    title: "Builds",
    description:
      "What ran in the chosen time, by whom, and since when. The marks in every graph are these starts.",
    columns: [
      {
        title: "Last start",
        expression: scale(
          overRange(value(selfMetrics.started, { by: build, aggregate: "max" })),
          1000,
        ),
        unit: "dateTimeAsIso",
      },
      {
        title: "First start",
        expression: scale(
          overRange(value(selfMetrics.started, { by: build, aggregate: "min" })),
          1000,
        ),
        unit: "dateTimeAsIso",
      },
      {
        title: "Instances",
        expression: overRange(value(selfMetrics.started, { by: build, aggregate: "count" })),
        decimals: 0,
      },
    ],
    labels: {
      service_name: "Service",
      version: "Version",
      revision: "Revision",
      author: "Author",
      environment: "Environment",
    },
    width: 24,
    height: 5,
  }),
  timeseries({
    title: "Instances by version",
    description: "How a deploy rolls out: the new version grows while the old one goes.",
    queries: [
      query(value(metrics.buildInfo, { by: ["version"], aggregate: "count" }), "{{version}}"),
    ],
    stack: "normal",
    decimals: 0,
    min: 0,
    width: 12,
    height: 8,
  }),
  timeseries({
    title: "Uptime by instance",
    description: "Falls to zero when a process restarts. Saw teeth: it restarts again and again.",
    queries: [query(value(metrics.uptime, { by: ["instance"] }), "{{instance}}")],
    unit: "s",
    min: 0,
    width: 12,
    height: 8,
  }),
]);

const dependencies: Row = row(
  "Dependencies",
  [
    table({
      title: "Dependencies",
      description:
        "Installed versions of the direct dependencies. Two versions of one: instances were not built alike.",
      columns: [
        {
          title: "Instances",
          expression: value(metrics.dependencyInfo, {
            by: ["dependency", "version"],
            aggregate: "count",
          }),
          decimals: 0,
        },
      ],
      labels: { dependency: "Dependency", version: "Version" },
      noValue: "No package.json was found, or `dependencies` is off",
      width: 24,
      height: 9,
    }),
  ],
  { collapsed: true },
);

/** The application: what runs, who deployed it, how it compares with the version before. */
export const application = dashboard({
  uid: "promenade-application",
  title: "Application",
  description:
    "What runs, since when, deployed by whom, and how it does beside the version before.",
  anchor: selfMetrics.started,
  rows: [whatRuns, deploys, units, comparison, dependencies, health],
});
