import { setImmediate as nextTurn } from "node:timers/promises";

/** Too much waits already; becomes a 503. */
export class Busy extends Error {
  override readonly name = "Busy";

  constructor(what: string) {
    super(`${what} already. Close some tabs, or look at fewer panels at a time.`);
  }
}

const mostUnread = 64 * 1024 * 1024;

/** Runs work one after the other, and lets timers and sockets have a turn between any two: scrapes must go on. */
export class Turns {
  readonly #most: number;
  #waiting = 0;
  #unread = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(most: number) {
    this.#most = most;
  }

  /** Counts an answer of that length until `release` is called: one that nobody reads stays in memory. */
  hold(length: number): { release(): void } {
    this.#unread += length;
    return { release: () => void (this.#unread -= length) };
  }

  /** `undefined` when nobody wanted it any more at its turn. @throws Busy, and what `work` throws */
  async run<R>(work: () => R, isWanted: () => boolean): Promise<R | undefined> {
    if (this.#waiting >= this.#most) throw new Busy(`${this.#most} queries wait`);
    this.#waiting += 1;
    const result = this.#last.then(async () => {
      if (!isWanted()) return undefined;
      await nextTurn();
      if (this.#unread > mostUnread) throw new Busy("Answers of 64 MiB wait to be read");
      return work();
    });
    const release = (): void => void (this.#waiting -= 1);
    this.#last = result.then(release, release);
    return result;
  }
}
