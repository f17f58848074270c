import { httpAlerts } from "./alerts/http.ts";
import { messageAlerts } from "./alerts/messages.ts";

export const alerts = [...httpAlerts, ...messageAlerts];
