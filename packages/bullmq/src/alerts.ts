import { jobAlerts } from "./alerts/jobs.ts";
import { queueAlerts } from "./alerts/queues.ts";

export const alerts = [...queueAlerts, ...jobAlerts];
