import { FlowProducer, type Job, Queue, Worker } from "bullmq";
import { type Order, producer, topics } from "./kafka.ts";
import { settings } from "./settings.ts";

const connection = { url: settings.redisUrl, maxRetriesPerRequest: null };
const defaultJobOptions = { removeOnComplete: 100, removeOnFail: 100 };

const mails = new Queue<Order>("mails", { connection, defaultJobOptions });
const invoices = new Queue<Order>("invoices", { connection, defaultJobOptions });
export const invoicing = new FlowProducer({ connection });

export const queues = [mails, invoices];
export const workers = [
  new Worker<Order>("mails", sendMail, { connection, concurrency: 5 }),
  new Worker<Order>("invoices", async ({ name, data }) => `${name} ${data.id}`, { connection }),
];

/** A job that runs by itself, and what must not happen silently. */
export async function startJobs(): Promise<void> {
  for (const worker of workers) worker.on("error", (error) => console.error(error.message));
  const every = { every: 5000 };
  await mails.upsertJobScheduler("digest", every, { name: "digest" });
}

/** What an order sets in motion. */
export async function orderPlaced(order: Order): Promise<void> {
  await mails.addBulk([
    { name: "confirmation", data: order, opts: { attempts: 3, backoff: 200 } },
    { name: "newsletter", data: order },
  ]);
  await mails.add("review-request", order, { delay: 2000 });
  await invoicing.add({
    name: "invoice",
    queueName: "invoices",
    data: order,
    children: [{ name: "render", queueName: "invoices", data: order }],
  });
}

async function sendMail({ name, data, attemptsMade }: Job<Order>): Promise<void> {
  // Broken on purpose: a job that never succeeds, and one that is tried again.
  if (name === "newsletter") throw new Error("Nobody has written the newsletter");
  if (name === "confirmation" && data.id % 5 === 0 && attemptsMade === 0)
    throw new Error("The mail server did not answer");
  const value = JSON.stringify({ mail: name, order: data.id });
  await producer.send({ topic: topics.mails, messages: [{ value }] });
}

/** Waits for the jobs under way. */
export async function stopJobs(): Promise<void> {
  await Promise.all(workers.map(async (worker) => await worker.close()));
  await Promise.all([...queues, invoicing].map(async (one) => await one.close()));
}
