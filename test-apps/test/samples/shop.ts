import { bullmq } from "@promenade/bullmq";
import { graphql } from "@promenade/graphql";
import { kafka } from "@promenade/kafka";
import { nestjs } from "@promenade/nestjs";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { startTraffic } from "../../../scripts/demo/traffic.mjs";
import type { SampleApp, World } from "../support/sample-app.ts";

/** `npm run demo` is its test without containers. */
export const shop: SampleApp = {
  name: "shop",
  plugins: [node(), nestjs(), graphql(), bullmq(), kafka(), prisma()],
  healthPath: "/health",
  traffic,
  unrecorded: {
    bullmq_jobs_stalled_total: "no worker dies",
    bullmq_worker_errors_total: "no connection is lost",
    bullmq_worker_lock_renewal_failures_total: "the event loop is not blocked",
    kafka_client_broker_round_trip_seconds: "only librdkafka tells it",
    kafka_producer_queue_messages: "only librdkafka has a queue of its own",
  },
  // Much of what its customers do fails on purpose, and Nest tells all of it; Promenade has nothing to tell.
  expectedErrors: /^(?!.*\[Promenade\])/i,
};

/** Long enough for one of the moments at which everybody comes at once. */
async function traffic({ url, stockPort = 0, scraped }: World): Promise<void> {
  const customers = startTraffic({ url, stockPort });
  try {
    for (const _ of [1, 2, 3]) await scraped();
  } finally {
    customers.stop();
  }
}
