import type { MovingFunction, Window } from "../evaluate/windows.ts";
import { KahanSum } from "../numbers.ts";

/**
 * Sums of windows that overlap, without adding each sample again at each step. What leaves a sum cannot be subtracted:
 * rounding would stay behind. Therefore a window is the older part, of which the sum from each sample to the part's end is
 * kept, and the newer part, whose sum only grows.
 */
export class MovingSum implements MovingFunction {
  readonly #finish: (sum: KahanSum, window: Window) => number;
  readonly #newer = new KahanSum();
  readonly #whole = new KahanSum();
  #sums = new Float64Array(0);
  #lost = new Float64Array(0);
  /** Where the newer part begins. */
  #middle = 0;
  #to = 0;

  constructor(finish: (sum: KahanSum, window: Window) => number) {
    this.#finish = finish;
  }

  begin(window: Window): void {
    if (this.#sums.length < window.values.length) {
      this.#sums = new Float64Array(window.values.length);
      this.#lost = new Float64Array(window.values.length);
    }
    this.#middle = 0;
    this.#to = 0;
    this.#newer.set(0, 0);
  }

  valueOf(window: Window): number {
    const { values, from, to } = window;
    if (from >= this.#middle) this.#fold(values, from, to);
    else
      while (this.#to < to) {
        this.#newer.add(values[this.#to] as number);
        this.#to += 1;
      }
    const whole = this.#whole;
    whole.set(this.#sums[from] as number, this.#lost[from] as number);
    whole.add(this.#newer.sum);
    whole.compensation += this.#newer.compensation;
    return this.#finish(whole, window);
  }

  /** Makes all of the window its older part. */
  #fold(values: Float64Array, from: number, to: number): void {
    const sum = this.#newer;
    sum.set(0, 0);
    for (let index = to - 1; index >= from; index -= 1) {
      sum.add(values[index] as number);
      this.#sums[index] = sum.sum;
      this.#lost[index] = sum.compensation;
    }
    sum.set(0, 0);
    this.#middle = to;
    this.#to = to;
  }
}

/** The largest or smallest value: kept are the samples that nothing newer beats, the best of them first. */
export class MovingExtreme implements MovingFunction {
  readonly #sign: 1 | -1;
  #kept = new Int32Array(0);
  #first = 0;
  #end = 0;
  #to = 0;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  begin(window: Window): void {
    if (this.#kept.length < window.values.length) this.#kept = new Int32Array(window.values.length);
    this.#first = 0;
    this.#end = 0;
    this.#to = 0;
  }

  valueOf({ values, from, to }: Window): number {
    const sign = this.#sign;
    const kept = this.#kept;
    for (let index = this.#to; index < to; index += 1) {
      const value = sign * (values[index] as number);
      // A NaN counts only where there is nothing else.
      if (Number.isNaN(value)) continue;
      while (
        this.#end > this.#first &&
        sign * (values[kept[this.#end - 1] as number] as number) < value
      )
        this.#end -= 1;
      kept[this.#end] = index;
      this.#end += 1;
    }
    this.#to = to;
    while (this.#first < this.#end && (kept[this.#first] as number) < from) this.#first += 1;
    if (this.#first === this.#end) return Number.NaN;
    return values[kept[this.#first] as number] as number;
  }
}
