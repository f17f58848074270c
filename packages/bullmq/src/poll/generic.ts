import type { QueueLike } from "../instances.ts";
import { slices, sliceSize, type QueueReader, type Server } from "./reading.ts";

/** What every queue of BullMQ can be asked. */
interface Askable {
  getJobCounts(...types: readonly string[]): Promise<Readonly<Record<string, number>>>;
  isPaused(): Promise<boolean>;
  getWorkersCount(): Promise<number>;
}

/**
 * For backends that are not known here: asks the queue itself, over its own connection. The age of the oldest job is
 * not asked for, because that would fetch the job with all its data.
 */
export function genericServer(queue: QueueLike): Server {
  return { key: queue, open: ({ countWorkers }) => genericReader(countWorkers) };
}

function genericReader(countWorkers: boolean): QueueReader {
  return {
    async read(queues, answer) {
      for (const slice of slices(queues, sliceSize))
        await Promise.all(
          slice.map(async (queue) => {
            const asked = queue as unknown as Askable;
            const [counts, isPaused, workers] = await Promise.all([
              asked.getJobCounts(),
              asked.isPaused(),
              countWorkers ? asked.getWorkersCount().catch(() => undefined) : undefined,
            ]);
            const { paused = 0, waiting = 0, ...rest } = counts;
            answer(queue, {
              counts: { waiting: waiting + paused, ...rest },
              isPaused,
              waitingSince: undefined,
              workers,
            });
          }),
        );
    },
    close: () => undefined,
  };
}
