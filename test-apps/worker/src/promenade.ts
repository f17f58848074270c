import { bullmq } from "@promenade/bullmq";
import { promenade } from "@promenade/core";
import { kafka } from "@promenade/kafka";
import { node } from "@promenade/node";
import { ioredis } from "promenade-plugin-ioredis";
import { invoicing, queues, workers } from "./jobs.ts";
import { settings } from "./settings.ts";

/** Promenade's whole set-up. Kafka has one line more: `instrumentKafka` in kafka.ts. */
export const metrics = promenade({
  service: "mailroom",
  plugins: [
    node(),
    bullmq({ queues, workers, flowProducers: [invoicing] }),
    kafka(),
    // Anybody's plugin, in the same place as ours.
    ioredis(),
  ],
  server: { port: settings.metricsPort, host: settings.metricsHost },
});
