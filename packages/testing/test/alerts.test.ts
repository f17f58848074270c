import { testAlerts } from "../src/index.ts";
import { alerts } from "./fixtures/toaster.ts";

testAlerts(alerts, {
  PromenadeToasterBurns: {
    fires: { 'toaster_burnt_total{job="kitchen", bread="rye"}': "0+60x60" },
    quiet: { 'toaster_burnt_total{job="kitchen", bread="rye"}': "0+24x60" },
  },
});
