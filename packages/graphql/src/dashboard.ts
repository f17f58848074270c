import { dashboard, type DashboardDefinition } from "@promenade/dashboard";
import { errors, fields } from "./dashboard/errors.ts";
import { latency } from "./dashboard/latency.ts";
import { operations, traffic } from "./dashboard/operations.ts";
import { overview } from "./dashboard/overview.ts";
import { operationName, uid } from "./dashboard/parts.ts";
import { demand, loaders, versions } from "./dashboard/shape.ts";
import { subscriptions } from "./dashboard/subscriptions.ts";
import { metrics } from "./metrics.ts";

export { alerts } from "./alerts.ts";

export const dashboards: readonly DashboardDefinition[] = [
  dashboard({
    uid,
    title: "GraphQL",
    description:
      "Operations by name and type, errors by the field of the schema, phases, size of queries, subscriptions, loaders.",
    anchor: metrics.operationsInFlight,
    variables: [operationName],
    rows: [
      overview,
      traffic,
      latency,
      operations,
      errors,
      versions,
      demand,
      fields,
      loaders,
      subscriptions,
    ],
  }),
];
