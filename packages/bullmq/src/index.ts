export type { FlowProducerLike, QueueLike, Several, WorkerLike } from "./instances.ts";
export { metrics as bullmqMetrics } from "./metrics.ts";
export { withoutIdentifiers, type NameOf } from "./names.ts";
export type { BullmqOptions } from "./options.ts";
export { bullmq } from "./plugin.ts";
export type { NestApp } from "./sources/nest.ts";
export { bullmqTelemetry } from "./sources/telemetry.ts";
