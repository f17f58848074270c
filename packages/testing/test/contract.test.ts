import { describe } from "vitest";
import { testAlerts, testPlugin } from "../src/index.ts";
import { alerts, breakfast, flood, toaster } from "./fixtures/toaster.ts";

describe("a plugin that keeps the contract", () => {
  testPlugin((filter) => toaster(filter), {
    exercise: breakfast,
    hostile: flood,
    conditional: { fires: "a fire" },
    emptyPanels: { "Disasters / Fires": "there was no fire" },
  });
  testAlerts(alerts, {
    PromenadeToasterBurns: {
      fires: { 'toaster_burnt_total{job="kitchen", bread="rye"}': "0+60x60" },
      quiet: { 'toaster_burnt_total{job="kitchen", bread="rye"}': "0+24x60" },
    },
  });
});
