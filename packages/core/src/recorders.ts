import type { MetricDefinition, MetricTable } from "./definitions.ts";

/** What may stand as a label's value; numbers and booleans are written as strings. */
export type LabelValue = string | number | boolean;

/** Exactly the labels of the definition: a wrong or missing one is a compile error. */
export type Labels<L extends string> = { readonly [K in L]: LabelValue };

type WithLabels<L extends string, Rest extends readonly unknown[]> = [L] extends [never]
  ? Rest
  : [labels: Labels<L>, ...rest: Rest];

/** One series of a counter, resolved once: the fast path for hot code. */
export interface BoundCounter {
  /** Adds `value` (default 1). Negative and non-finite values are dropped and counted as bad input. */
  inc(value?: number): void;
}

/** One series of a gauge, resolved once. */
export interface BoundGauge {
  set(value: number): void;
  inc(value?: number): void;
  dec(value?: number): void;
}

/** One series of a histogram, resolved once. */
export interface BoundHistogram {
  /** Records `value` in the metric's unit. Non-finite values are dropped and counted as bad input. */
  observe(value: number): void;
}

interface Removable<L extends string> {
  /** Removes one series; a later record starts it anew. */
  remove(...args: WithLabels<L, []>): void;
  /** Removes every series. */
  clear(): void;
}

/** A counter that adds by labels object, or by a child bound to its labels. */
export interface Counter<L extends string = never> extends Removable<L> {
  inc(...args: WithLabels<L, [value?: number]>): void;
  bind(...args: WithLabels<L, []>): BoundCounter;
}

/** A gauge that is set by labels object, or by a child bound to its labels. */
export interface Gauge<L extends string = never> extends Removable<L> {
  set(...args: WithLabels<L, [value: number]>): void;
  inc(...args: WithLabels<L, [value?: number]>): void;
  dec(...args: WithLabels<L, [value?: number]>): void;
  bind(...args: WithLabels<L, []>): BoundGauge;
}

/** A histogram that observes by labels object, or by a child bound to its labels. */
export interface Histogram<L extends string = never> extends Removable<L> {
  observe(...args: WithLabels<L, [value: number]>): void;
  bind(...args: WithLabels<L, []>): BoundHistogram;
}

/** The recorder that belongs to a definition. */
export type RecorderOf<D extends MetricDefinition> =
  D extends MetricDefinition<"counter", infer L>
    ? Counter<L>
    : D extends MetricDefinition<"gauge", infer L>
      ? Gauge<L>
      : D extends MetricDefinition<"histogram", infer L>
        ? Histogram<L>
        : never;

/** The recorders of a metric table, under the same keys. */
export type Recorders<T extends MetricTable> = { readonly [K in keyof T]: RecorderOf<T[K]> };
