import { dashboard, type DashboardDefinition } from "@promenade/dashboard";
import { connections, jobs, messages } from "./dashboard/messages.ts";
import { errorBudget, overview } from "./dashboard/overview.ts";
import { route, uid } from "./dashboard/parts.ts";
import { latency, traffic } from "./dashboard/requests.ts";
import { routes } from "./dashboard/routes.ts";
import { aborts, bodies, saturation, versions } from "./dashboard/saturation.ts";
import { metrics } from "./metrics.ts";

export { alerts } from "./alerts.ts";

export const dashboards: readonly DashboardDefinition[] = [
  dashboard({
    uid,
    title: "NestJS",
    description:
      "HTTP requests by route, error budget, latency, saturation, clients that went away, messages and jobs.",
    anchor: metrics.activeRequests,
    variables: [route],
    rows: [
      overview,
      errorBudget,
      traffic,
      latency,
      routes,
      saturation,
      aborts,
      versions,
      bodies,
      connections,
      messages,
      jobs,
    ],
  }),
];
