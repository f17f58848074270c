import { setImmediate as nextTurn } from "node:timers/promises";

/** Too much waits already; becomes a 503. */
export class Busy extends Error {
  override readonly name = "Busy";

  constructor(most: number) {
    super(`${most} queries wait already. Close some tabs, or look at fewer panels at a time.`);
  }
}

/** Runs work one after the other, and lets timers and sockets have a turn between any two: scrapes must go on. */
export class Turns {
  readonly #most: number;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(most: number) {
    this.#most = most;
  }

  /** `undefined` when nobody wanted it any more at its turn. @throws Busy, and what `work` throws */
  async run<R>(work: () => R, isWanted: () => boolean): Promise<R | undefined> {
    if (this.#waiting >= this.#most) throw new Busy(this.#most);
    this.#waiting += 1;
    const result = this.#last.then(async () => {
      if (!isWanted()) return undefined;
      await nextTurn();
      return work();
    });
    const release = (): void => void (this.#waiting -= 1);
    this.#last = result.then(release, release);
    return result;
  }
}
