import { once } from "node:events";
import { metrics } from "./promenade.ts";
import { libraryServer } from "./server.ts";
import { settings } from "./settings.ts";

const server = libraryServer();
const started = start();
// A signal that comes too early has to wait: what is half open cannot be closed.
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => void started.then(stop));
await started;
console.log(`GraphQL on http://${settings.host}:${settings.port}/graphql`);

async function start(): Promise<void> {
  await metrics.start();
  server.listen(settings.port, settings.host);
  await once(server, "listening");
}

async function stop(): Promise<void> {
  const closed = once(server, "close");
  server.close();
  // Subscriptions would stay for as long as their clients do; other requests get a moment to end.
  setTimeout(() => server.closeAllConnections(), 1000).unref();
  await closed;
  // Last, so that what happened until here can still be scraped.
  await metrics.stop();
}
