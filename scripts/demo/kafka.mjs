import { randomBytes } from "node:crypto";
import { startKafka } from "@promenade/testing/services";
import { step } from "./steps.mjs";
import { makeTopics } from "./topics.mjs";

/**
 * Begins to start the demo's Kafka, or reaches the one of KAFKA_BROKERS. It may take long, when Java and Kafka have to be
 * fetched, or not be possible at all: so nobody has to wait for it.
 */
export function beginKafka(cleanup) {
  let service;
  let environment = {};
  let problem;

  async function start() {
    try {
      const started = await startKafka();
      cleanup.push(() => started.stop());
      // The topics of a broker of somebody else's are not ours.
      const topics = await makeTopics(started, started.isOwn ? "" : `demo-${unique()}.`);
      cleanup.push(() => topics.stop());
      environment = topics.environment;
      service = started;
    } catch (error) {
      problem = error;
    }
  }
  const starting = start();

  return {
    isRunning: () => service !== undefined,
    /** What a shop needs to use it; nothing, until it is there. */
    environment: () => environment,
    /** One line about it. */
    state: () => {
      if (service !== undefined) return service.brokers.join();
      if (problem !== undefined) return `left out: ${problem.message}`;
      return "is being started, and the shop starts anew when it is there";
    },
    /** Waits for it. Rejects when it does not work; when it cannot be had, the demo goes on without it. */
    settled: async () => {
      const isGiven = process.env.KAFKA_BROKERS !== undefined;
      try {
        await step(isGiven ? "Reach the Kafka of KAFKA_BROKERS" : "Start Kafka", async () => {
          await starting;
          if (problem !== undefined) throw problem;
        });
      } catch (error) {
        if (error.code !== "PROMENADE_SERVICE_MISSING") throw error;
      }
    },
    /** Topics for one more shop. */
    topics: async () => await makeTopics(service, `${unique()}.`),
  };
}

function unique() {
  return randomBytes(3).toString("hex");
}
