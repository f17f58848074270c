import { dashboard, type DashboardDefinition } from "@promenade/dashboard";
import { alerts } from "./alerts.ts";
import { clients } from "./dashboard/clients.ts";
import { consumers } from "./dashboard/consumers.ts";
import { groups } from "./dashboard/groups.ts";
import { lag } from "./dashboard/lag.ts";
import { overview } from "./dashboard/overview.ts";
import { uid } from "./dashboard/parts.ts";
import { producers } from "./dashboard/producers.ts";
import { metrics } from "./metrics.ts";

export { alerts };

export const dashboards: readonly DashboardDefinition[] = [
  dashboard({
    uid,
    title: "Kafka",
    description: "Kafka clients: lag, throughput, handlers, consumer groups, sends and requests.",
    anchor: metrics.requestDuration,
    rows: [overview, lag, consumers, groups, producers, clients],
  }),
];
