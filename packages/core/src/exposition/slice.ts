import { setImmediate } from "node:timers/promises";

/** A share of the main thread: work goes on while it lasts, then the event loop gets its turn. */
export class Slice {
  /** When this share ends, on the clock of `performance.now()`. */
  until: number;
  readonly #budgetMilliseconds: number;

  constructor(budgetMilliseconds: number) {
    this.#budgetMilliseconds = budgetMilliseconds;
    this.until = performance.now() + budgetMilliseconds;
  }

  get isOver(): boolean {
    return performance.now() >= this.until;
  }

  async next(): Promise<void> {
    await setImmediate();
    this.until = performance.now() + this.#budgetMilliseconds;
  }
}
