import type { Assignment } from "../consumers.ts";

interface Sight {
  /** `performance.now()` when the end of the partition was seen to be there. */
  readonly at: number;
  readonly end: bigint;
}

/** At a scrape every 15 s these are two hours at full precision; then every second one goes. */
const sightLimit = 480;

/**
 * Remembers when which end of a partition was seen. So it can say how long the oldest message that is not committed has
 * been there, at least, without reading the message.
 */
export class Backlog {
  readonly #sights = new Map<string, Sight[]>();

  /** Seconds that the message at `committed` has been seen to wait; 0 when there is none. */
  waited(topic: string, partition: number, committed: bigint, end: bigint): number {
    const key = `${topic} ${partition}`;
    const now = performance.now();
    let sights = this.#sights.get(key) ?? [];
    sights.push({ at: now, end });
    // Ends at or below the committed offset tell nothing about what waits.
    const first = sights.findIndex((sight) => sight.end > committed);
    sights = first === -1 ? [] : sights.slice(first);
    if (sights.length > sightLimit) sights = sights.filter((_, index) => index % 2 === 0);
    this.#sights.set(key, sights);
    const oldest = sights[0];
    return oldest === undefined ? 0 : (now - oldest.at) / 1000;
  }

  /** Forgets partitions that are not assigned any more. */
  keep(assignment: Assignment): void {
    for (const key of this.#sights.keys()) {
      const space = key.lastIndexOf(" ");
      const partitions = assignment.get(key.slice(0, space));
      if (partitions?.includes(Number(key.slice(space + 1))) !== true) this.#sights.delete(key);
    }
  }
}
