import { applicationAlerts } from "./alerts/application.ts";
import { eventLoopAlerts } from "./alerts/event-loop.ts";
import { limitAlerts } from "./alerts/limits.ts";
import { application } from "./dashboards/application.ts";
import { runtime } from "./dashboards/runtime.ts";

export const dashboards = [application, runtime];
export const alerts = [...eventLoopAlerts, ...limitAlerts, ...applicationAlerts];
