import { bullmq } from "@promenade/bullmq";
import { kafka } from "@promenade/kafka";
import { node } from "@promenade/node";
import { startKafka, startRedis } from "@promenade/testing/services";
import { ioredis } from "../../promenade-plugin-ioredis/src/index.ts";
import type { InstalledSampleApp } from "../support/sample-app.ts";

export const worker: InstalledSampleApp = {
  name: "worker",
  plugins: [node(), bullmq(), kafka(), ioredis()],
  services: async () => {
    const [redis, broker] = await Promise.all([startRedis(), startKafka()]);
    return {
      environment: { REDIS_URL: redis.url, KAFKA_BROKERS: broker.brokers.join() },
      stop: async () => void (await Promise.all([redis.stop(), broker.stop()])),
    };
  },
  beside: "dist/customers.js",
  // The customers' orders are the rest of it.
  traffic: async ({ scraped }) => await scraped(),
  unrecorded: {
    bullmq_jobs_stalled_total: "no worker dies",
    bullmq_worker_errors_total: "no connection is lost",
    bullmq_worker_lock_renewal_failures_total: "the event loop is not blocked",
    kafka_client_broker_round_trip_seconds: "only librdkafka tells it",
    kafka_client_connection_errors_total: "the broker is there",
    kafka_client_log_messages_total: "nothing is wrong",
    kafka_client_request_timeouts_total: "the broker answers",
    kafka_client_retries_total: "nothing is tried again",
    kafka_consumer_crashes_total: "the consumer does not crash",
    kafka_consumer_errors_total: "the handler does not fail",
    kafka_consumer_rebalances_total: "its group has no other member",
    kafka_producer_errors_total: "no send fails",
    kafka_producer_queue_messages: "only librdkafka has a queue of its own",
    kafka_producer_transactions_total: "it sends without transactions",
  },
  emptyPanels: {
    "Units of work / N+1 suspects": "nothing here asks a database",
    "Units of work / N+1 suspects by unit of work": "nothing here asks a database",
    "Groups / Time to join, p95": "the only member joins once, before it is scraped",
  },
  // kafkajs asks for a time-out in the past, of which Node.js 24 warns. At a new broker, it says twice that it tries again:
  // app and customers make the same topics, and the coordinator of groups is not there at once.
  expectedErrors:
    /TimeoutNegativeWarning|Timeout duration was set to 1|"error":"(?:Topic creation errors|The group coordinator is not available)"/,
};
