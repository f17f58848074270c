import type { AlertDefinition } from "@promenade/dashboard";
import { clientAlerts } from "./alerts/clients.ts";
import { lagAlerts } from "./alerts/lag.ts";

export const alerts: readonly AlertDefinition[] = [...lagAlerts, ...clientAlerts];
