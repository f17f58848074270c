import {
  aggregate,
  increase,
  quantile,
  rate,
  ratio,
  sumRate,
  value,
  type Expression,
  type TargetLabel,
  type Threshold,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";

/**
 * The figures that matter, for each process. A limit belongs to a process, so shares are taken before anything is
 * brought together: the sum of many half-full processes would hide the one that is full.
 */
const by = ["job", "instance"] as const;

export const cpu = rate(metrics.cpuTime, { by });
export const cpuLimit = value(metrics.cpuLimit, { by });
export const cpuOfLimit = ratio(cpu, cpuLimit);
export const throttled = rate(metrics.cpuThrottled, { by });
export const memory = value(metrics.memoryUsage, { by });
export const memoryOfLimit = ratio(memory, value(metrics.memoryLimit, { by }));
export const heap = value(metrics.heapUsed, { by });
export const heapLimit = value(metrics.heapLimit, { by });
export const heapOfLimit = ratio(heap, heapLimit);
export const delay = quantile(0.99, metrics.eventLoopDelay, { by });
export const utilisation = ratio(
  rate(metrics.eventLoopTime, { by, where: { nodejs_eventloop_state: "active" } }),
  rate(metrics.eventLoopTime, { by }),
);
export const collecting = sumRate(metrics.gcDuration, { by });
export const descriptors = value(metrics.fileDescriptors, { by });
export const descriptorsOfLimit = ratio(descriptors, value(metrics.fileDescriptorLimit, { by }));
export const exceptions = rate(metrics.uncaughtExceptions, { by });
export const newExceptions = increase(metrics.uncaughtExceptions, { by });
export const uptime = value(metrics.uptime, { by });

/** When a limit comes near. */
export const nearLimit: readonly Threshold[] = [
  { from: 0.8, color: "orange" },
  { from: 0.9, color: "red" },
];

/** The fullest, slowest, busiest process. */
export function worst(expression: Expression<TargetLabel>): Expression<never> {
  return aggregate("max", expression);
}
