import { dashboard, type DashboardDefinition } from "@promenade/dashboard";
import { failures } from "./dashboard/failures.ts";
import { runTime, throughput, waitTime } from "./dashboard/jobs.ts";
import { overview } from "./dashboard/overview.ts";
import { queue, uid } from "./dashboard/parts.ts";
import { queues } from "./dashboard/queues.ts";
import { calls, health, workers } from "./dashboard/workers.ts";
import { metrics } from "./metrics.ts";

export { alerts } from "./alerts.ts";

export const dashboards: readonly DashboardDefinition[] = [
  dashboard({
    uid,
    title: "BullMQ",
    description:
      "Queues by depth and age, jobs by run time, wait and outcome, failures, workers, and whether the queues can be read.",
    anchor: metrics.jobDuration,
    variables: [queue],
    rows: [overview, queues, throughput, runTime, waitTime, failures, workers, health, calls],
  }),
];
