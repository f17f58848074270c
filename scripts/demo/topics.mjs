import { setTimeout as sleep } from "node:timers/promises";
import { Kafka, logLevel } from "kafkajs";

/** The topics with orders, which the shop also reads, and the one that it only writes. */
const orderTopics = ["order.placed", "order.cancelled"];
const names = [...orderTopics, "stock.low"];
const numPartitions = 3;
const deadlineMilliseconds = 60_000;

/** Makes the topics of one shop. Their names begin with the prefix, and its group's name too. */
export async function makeTopics({ brokers, isOwn }, prefix) {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  const topics = names.map((name) => ({ topic: `${prefix}${name}`, numPartitions }));
  const groupId = `${prefix}shop-server`;
  await admin.connect();
  await admin.createTopics({ topics, waitForLeaders: true });
  return {
    environment: { KAFKA_BROKERS: brokers.join(), KAFKA_PREFIX: prefix },
    /** Waits until so many events of each order topic have come, and the shop has handled all of them. */
    handled: async (counts) => {
      const deadline = Date.now() + deadlineMilliseconds;
      for (const name of orderTopics)
        while (!(await isHandled(admin, groupId, `${prefix}${name}`, counts[name]))) {
          if (Date.now() > deadline)
            throw new Error(`The shop has not handled ${counts[name]} events of ${name} in time.`);
          await sleep(100);
        }
    },
    stop: async () => {
      if (!isOwn) await admin.deleteTopics({ topics: topics.map(({ topic }) => topic) });
      await admin.disconnect();
    },
  };
}

async function isHandled(admin, groupId, topic, count) {
  const ends = await admin.fetchTopicOffsets(topic);
  if (ends.reduce((sum, { high }) => sum + Number(high), 0) < count) return false;
  const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return ends.every(
    ({ partition, high }) =>
      high === "0" || partitions.find((one) => one.partition === partition)?.offset === high,
  );
}
