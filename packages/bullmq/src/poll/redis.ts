import type { QueueLike } from "../instances.ts";
import { slices, sliceSize, type QueueReader, type QueueReading, type Server } from "./reading.ts";
import { isKnownClient, ownClient, serverOf, type RedisClient } from "./redis-client.ts";
import { queueKeys, readQueueScript, scriptStates } from "./script.ts";
import { countNames } from "./workers.ts";

/** How long the count of workers is kept: CLIENT LIST costs Redis more, the more clients it has. */
const workersMilliseconds = 15_000;

/** The Redis server of a client; undefined for a client of another kind. */
export function redisServer(client: unknown): Server | undefined {
  if (!isKnownClient(client)) return undefined;
  return {
    key: serverOf(client),
    open: ({ countWorkers, timeoutMilliseconds }) =>
      redisReader(ownClient(client, timeoutMilliseconds), countWorkers),
  };
}

function redisReader(client: RedisClient, countWorkers: boolean): QueueReader {
  let names: { readonly at: number; readonly count: ReadonlyMap<string, number> } | undefined;

  async function workerNames(): Promise<ReadonlyMap<string, number> | undefined> {
    if (!countWorkers) return undefined;
    if (names !== undefined && performance.now() - names.at < workersMilliseconds)
      return names.count;
    names = undefined;
    try {
      const count = countNames(await client.clientList());
      names = { at: performance.now(), count };
      return count;
    } catch {
      // Some services forbid the command.
      return undefined;
    }
  }

  return {
    async read(queues, answer) {
      await client.ready();
      const count = await workerNames();
      for (const slice of slices(queues, sliceSize)) {
        // Each answer is awaited together with those of its slice; in between the event loop is free.
        const settled = await Promise.allSettled(
          slice.map(async (queue) => {
            answer(queue, await readQueue(client, queue, count));
          }),
        );
        // A server that is away or hangs is not asked again for each of hundreds of queues.
        const failures = settled.filter(({ status }) => status === "rejected");
        if (failures.length === slice.length) return;
      }
    },
    close: () => client.close(),
  };
}

async function readQueue(
  client: RedisClient,
  queue: QueueLike,
  names: ReadonlyMap<string, number> | undefined,
): Promise<QueueReading> {
  const keys = queueKeys.map((type) => queue.toKey(type));
  const answer = (await client.evaluate(readQueueScript, keys, [queue.toKey("")])) as unknown[];
  const since = Number(answer[8]);
  return {
    counts: Object.fromEntries(scriptStates.map((state, index) => [state, Number(answer[index])])),
    isPaused: Number(answer[7]) === 1,
    waitingSince: since > 0 ? since : undefined,
    workers: names?.get(clientNameOf(queue)) ?? (names === undefined ? undefined : 0),
  };
}

/** How BullMQ names the blocking connection of a worker. */
function clientNameOf(queue: QueueLike): string {
  const { prefix = "bull" } = queue.opts as { prefix?: string };
  return `${prefix}:${Buffer.from(queue.name).toString("base64")}`;
}
