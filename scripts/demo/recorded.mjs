import { bullmq } from "@promenade/bullmq";
import { selfMetrics } from "@promenade/core";
import { graphql } from "@promenade/graphql";
import { kafka } from "@promenade/kafka";
import { nestjs } from "@promenade/nestjs";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { job } from "./world.mjs";

/** Promenade's counts of its own troubles. They have no series until there is one. */
export const troubles = [
  selfMetrics.listenerErrors,
  selfMetrics.collectorErrors,
  selfMetrics.badInput,
  selfMetrics.overflows,
  selfMetrics.foreignErrors,
].map(({ name }) => name);

/**
 * Not here to be seen: the troubles, what only a container with a limit of CPU time has, what breaks workers, and what
 * only librdkafka has.
 */
const unexpected = new Set([
  ...troubles,
  "process_cpu_throttled_seconds_total",
  "bullmq_jobs_stalled_total",
  "bullmq_worker_lock_renewal_failures_total",
  "bullmq_worker_errors_total",
  "kafka_producer_queue_messages",
  "kafka_client_broker_round_trip_seconds",
]);

/**
 * Which metrics have no series, of those that the plugins define and the panels ask for. A panel shows 0 for what never
 * happened, and for a name that nobody records too: this tells them apart.
 */
export async function unrecordedMetrics(dashboards, world) {
  const { prometheus } = world;
  const own = [node(), nestjs(), graphql(), bullmq(), prisma()];
  const defined = [...own, ...(world.kafka.isRunning() ? [kafka()] : [])]
    .flatMap((plugin) => Object.values(plugin.metrics))
    .map(({ name, type }) => (type === "histogram" ? `${name}_count` : name));
  const asked = dashboards
    .flatMap(({ panels }) => panels.flatMap(({ targets }) => targets))
    .flatMap(({ query }) => [...query.matchAll(/([a-z]\w*)\{/g)].map(([, name]) => name));
  const found = await prometheus.query(`count by (__name__) (last_over_time({job="${job}"}[5m]))`);
  const recorded = new Set(found.map(({ labels }) => labels.__name__));
  const names = new Set([...defined, ...asked].filter((name) => !unexpected.has(name)));
  return { count: names.size, missing: [...names].filter((name) => !recorded.has(name)) };
}
