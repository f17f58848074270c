import type { QueueLike } from "../instances.ts";

/** What a queue says of itself. */
export interface QueueReading {
  /** Jobs by state. */
  readonly counts: Readonly<Record<string, number>>;
  readonly isPaused: boolean;
  /** Unix time in milliseconds since which the oldest waiting job waits; undefined when none does. */
  readonly waitingSince: number | undefined;
  /** Undefined where the backend does not tell. */
  readonly workers: number | undefined;
}

/** Reads queues that share one server. A queue that cannot be read is not answered. */
export interface QueueReader {
  read(
    queues: readonly QueueLike[],
    answer: (queue: QueueLike, reading: QueueReading) => void,
  ): Promise<void>;
  close(): Promise<void> | void;
}

/** A queue's server: the same key for queues that one reader can read together. */
export interface Server {
  readonly key: unknown;
  open(options: ReaderOptions): QueueReader;
}

export interface ReaderOptions {
  /** Whether to count the workers that are connected. */
  readonly countWorkers: boolean;
  /** How long one request may take. */
  readonly timeoutMilliseconds: number;
}

/** Queues are read in slices of this size, so that hundreds of them do not block the event loop. */
export const sliceSize = 25;

export function* slices<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}

export function groupBy<T, K>(
  list: readonly T[],
  keyOf: (one: T) => K,
): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
