import { bullmq } from "@promenade/bullmq";
import { promenade } from "@promenade/core";
import { kafka } from "@promenade/kafka";
import { node } from "@promenade/node";
import { invoicing, queues, workers } from "./jobs.ts";
import { settings } from "./settings.ts";

/** Promenade's whole set-up. Kafka has one line more: `instrumentKafka` in kafka.ts. */
export const metrics = promenade({
  service: "mailroom",
  plugins: [node(), bullmq({ queues, workers, flowProducers: [invoicing] }), kafka()],
  server: { port: settings.metricsPort, host: settings.metricsHost },
});
