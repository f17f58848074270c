import { startJobs, stopJobs } from "./jobs.ts";
import { makeTopics, producer } from "./kafka.ts";
import { startOrders, stopOrders } from "./orders.ts";
import { metrics } from "./promenade.ts";
import { forget } from "./seen.ts";

const started = start();
// A signal that comes too early has to wait: what is half open cannot be closed.
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => void started.then(stop));
await started;
console.log(`The mailroom is open. Metrics: ${metrics.url}`);

async function start(): Promise<void> {
  await metrics.start();
  await makeTopics();
  await producer.connect();
  await startJobs();
  await startOrders();
}

/** First what brings new work, then the work, then what the work needs; the metrics last, so that all of it is seen. */
async function stop(): Promise<void> {
  await stopOrders();
  await stopJobs();
  await producer.disconnect();
  await forget();
  await metrics.stop();
}
