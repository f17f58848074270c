import {
  aggregate,
  quantile,
  rate,
  ratio,
  sumRate,
  value,
  withInfo,
  type Expression,
  type TargetLabel,
} from "@promenade/dashboard";
import { metrics } from "../metrics.ts";

/**
 * The figures that matter, for each process. A limit belongs to a process, so shares are taken before anything is
 * brought together: the sum of many half-full processes would hide the one that is full.
 */
const by = ["job", "instance"] as const;

export const cpu = rate(metrics.cpuTime, { by });
export const cpuOfLimit = ratio(cpu, value(metrics.cpuLimit, { by }));
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
export const uptime = value(metrics.uptime, { by });

/** The fullest, slowest, busiest process. */
export function worst(expression: Expression<TargetLabel>): Expression<never> {
  return aggregate("max", expression);
}

/** The same for each version that ran: the mean of its processes. */
export function byVersion(expression: Expression<TargetLabel>): Expression<"version"> {
  return aggregate("avg", withInfo(expression, metrics.buildInfo, ["version"]), ["version"]);
}
