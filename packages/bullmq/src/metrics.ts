import { jobMetrics } from "./metrics/jobs.ts";
import { queueMetrics } from "./metrics/queues.ts";
import { workerMetrics } from "./metrics/workers.ts";

/** The metrics of the BullMQ plugin. */
export const metrics: typeof jobMetrics & typeof workerMetrics & typeof queueMetrics =
  Object.freeze({ ...jobMetrics, ...workerMetrics, ...queueMetrics });
