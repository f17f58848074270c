import { orderPlaced } from "./jobs.ts";
import { kafka, type Order, topics } from "./kafka.ts";
import { isFirst } from "./seen.ts";

// It cannot leave its group before the broker has answered, which takes that long when there is nothing new.
const consumer = kafka.consumer({ groupId: "mailroom", maxWaitTimeInMs: 1000 });

/** Reads the orders that the shop announces, and makes jobs of them. */
export async function startOrders(): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topic: topics.orders, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(String(message.value)) as Order;
      if (await isFirst(order.id)) await orderPlaced(order);
    },
  });
}

export async function stopOrders(): Promise<void> {
  await consumer.disconnect();
}
