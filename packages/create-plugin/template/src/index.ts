import { definePlugin } from "@promenade/core";
import { attach } from "./attach.ts";
import { metrics } from "./metrics.ts";

/** Metrics of acme, from what it publishes on the tracing channel `acme.request`. */
export const acme = definePlugin({
  name: "acme",
  metrics,
  setup: attach,
  boards: () => import("./dashboard.ts"),
});
