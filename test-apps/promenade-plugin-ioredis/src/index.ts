import { definePlugin } from "@promenade/core";
import { attach } from "./attach.ts";
import { metrics } from "./metrics.ts";

/** Metrics of ioredis 6, from its tracing channel `ioredis:command`. */
export const ioredis = definePlugin({
  name: "ioredis",
  metrics,
  setup: attach,
  boards: () => import("./dashboard.ts"),
});
