import { PromqlError } from "../errors.ts";
import type { Position, Source } from "../types.ts";

/** The times at which something is evaluated: Unix milliseconds, `count` of them. */
export interface Grid {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** What one query runs with. */
export interface Context {
  readonly source: Source;
  readonly isVersion2: boolean;
  readonly lookback: number;
  readonly subqueryStep: number;
  /** What `@ start()` and `@ end()` mean. */
  readonly queryStart: number;
  readonly queryEnd: number;
  readonly budget: Budget;
}

/** Ends a query that grows too large or takes too long. */
export class Budget {
  readonly #samples: number;
  readonly #milliseconds: number;
  readonly #deadline: number;
  #used = 0;
  #untilClock = 0;

  constructor(samples: number, milliseconds: number) {
    this.#samples = samples;
    this.#milliseconds = milliseconds;
    this.#deadline = performance.now() + milliseconds;
  }

  /** @throws PromqlError `PROMENADE_PROMQL_LIMIT` */
  spend(samples: number, position: Position): void {
    this.#used += samples;
    if (this.#used > this.#samples)
      throw limit(
        `The query looks at more than ${this.#samples} samples: ask for fewer series or a shorter time`,
        position,
      );
    this.#untilClock -= samples + 1;
    if (this.#untilClock > 0) return;
    this.#untilClock = 20_000;
    if (performance.now() > this.#deadline)
      throw limit(
        `The query took more than ${this.#milliseconds} ms: ask for fewer series or a shorter time`,
        position,
      );
  }
}

export function limit(problem: string, position: Position): PromqlError {
  return new PromqlError("PROMENADE_PROMQL_LIMIT", `${problem}.`, position);
}

export function failed(problem: string, position: Position): PromqlError {
  return new PromqlError(
    "PROMENADE_PROMQL_EXECUTION",
    `${problem} (character ${position.from + 1}).`,
    position,
  );
}
